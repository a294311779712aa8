const zlib = require('zlib');

// A log subscription sends gzip JSON with many log events in it. One record must stay one record:
// its messages become lines.
const transform = (record) => {
  try {
    const json = JSON.parse(zlib.gunzipSync(Buffer.from(record.data, 'base64')).toString('utf8'));
    if (json.messageType === 'CONTROL_MESSAGE') {
      // CloudWatch Logs tries whether it can send; there are no log events in it.
      return { recordId: record.recordId, result: 'Dropped', data: '' };
    }
    if (json.messageType !== 'DATA_MESSAGE') throw new Error('an unknown kind of message');
    const lines = json.logEvents.map((logEvent) => logEvent.message + '\n').join('');
    return { recordId: record.recordId, result: 'Ok', data: Buffer.from(lines).toString('base64') };
  } catch (error) {
    return { recordId: record.recordId, result: 'ProcessingFailed', data: record.data };
  }
};

exports.handler = async (event) => ({ records: event.records.map(transform) });
