const zlib = require('zlib');

// The timestamp is in seconds or milliseconds of the Unix epoch, or a date and time as text (UTC).
const partOf = (timestamp) => {
  const number = typeof timestamp === 'number';
  const at = new Date(number && Math.abs(timestamp) <= 1e11 ? timestamp * 1000 : timestamp);
  if (timestamp == null || Number.isNaN(at.getTime())) return {};
  const iso = at.toISOString();
  return { year: iso.slice(0, 4), month: iso.slice(5, 7), day: iso.slice(8, 10), hour: iso.slice(11, 13) };
};

const transform = (record) => {
  try {
    const text = zlib.gunzipSync(Buffer.from(record.data, 'base64')).toString('utf8');
    const { database, table, timestamp } = JSON.parse(text);
    // JSON.stringify leaves out what is undefined. A record without one of the keys of the
    // prefix finds no partition and goes to the error prefix.
    const partitionKeys = { database, table, ...partOf(timestamp) };
    const line = text.endsWith('\n') ? text : text + '\n';
    const data = Buffer.from(line).toString('base64');
    return { recordId: record.recordId, result: 'Ok', data, metadata: { partitionKeys } };
  } catch (error) {
    return { recordId: record.recordId, result: 'ProcessingFailed', data: record.data };
  }
};

exports.handler = async (event) => ({ records: event.records.map(transform) });
