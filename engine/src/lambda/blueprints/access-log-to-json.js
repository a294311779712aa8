// host ident user [datetime] "method path protocol" status bytes …
const LINE = /^(\S*) [^[]*\[([^\]]*)\] "([^ "]*) ([^ "]*) [^"]*"\s+(\d+)\s+(\d+)/;

const transform = (record) => {
  const line = Buffer.from(record.data, 'base64').toString('utf8').match(LINE);
  if (!line) {
    return { recordId: record.recordId, result: 'ProcessingFailed', data: record.data };
  }
  const [, host, datetime, method, path, response, bytes] = line;
  if (path === '/healthcheck') {
    // Nobody wants health checks in the lake.
    return { recordId: record.recordId, result: 'Dropped', data: '' };
  }
  const json = { host, datetime, method, path, response: Number(response), bytes: Number(bytes) };
  // Firehose puts nothing between records, so each ends with a line feed.
  const data = Buffer.from(JSON.stringify(json) + '\n').toString('base64');
  return { recordId: record.recordId, result: 'Ok', data };
};

exports.handler = async (event) => ({ records: event.records.map(transform) });
