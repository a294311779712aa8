const zlib = require('zlib');

// Whole seconds or milliseconds of the Unix epoch, or a date and time as text: in UTC if it names no zone.
const instant = (timestamp) => {
  if (Number.isInteger(timestamp)) return new Date(Math.abs(timestamp) <= 1e11 ? timestamp * 1000 : timestamp);
  if (typeof timestamp !== 'string') return new Date(NaN);
  const zone = /(Z|[+-]\d\d(:?\d\d)?)$/i.test(timestamp.slice(10)) ? '' : 'Z';
  return new Date(timestamp.replace(' ', 'T') + zone);
};

const partOf = (timestamp) => {
  const at = instant(timestamp);
  if (Number.isNaN(at.getTime())) return {};
  const iso = at.toISOString();
  return { year: iso.slice(0, 4), month: iso.slice(5, 7), day: iso.slice(8, 10), hour: iso.slice(11, 13) };
};

// A key is a text or a number; JSON.stringify leaves out what is undefined.
const key = (value) => (['string', 'number'].includes(typeof value) ? String(value) : undefined);

const transform = (record) => {
  try {
    const text = zlib.gunzipSync(Buffer.from(record.data, 'base64')).toString('utf8');
    const { database, table, timestamp } = JSON.parse(text);
    // A record without one of the keys of the prefix finds no partition and goes to the error prefix.
    const partitionKeys = { database: key(database), table: key(table), ...partOf(timestamp) };
    const line = text.endsWith('\n') ? text : text + '\n';
    const data = Buffer.from(line).toString('base64');
    return { recordId: record.recordId, result: 'Ok', data, metadata: { partitionKeys } };
  } catch (error) {
    return { recordId: record.recordId, result: 'ProcessingFailed', data: record.data };
  }
};

exports.handler = async (event) => ({ records: event.records.map(transform) });
