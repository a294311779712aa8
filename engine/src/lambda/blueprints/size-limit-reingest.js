const zlib = require('zlib');
const { FirehoseClient, PutRecordCommand } = require('@aws-sdk/client-firehose');

const firehose = new FirehoseClient();

// base64 makes four bytes of three, and a synchronous answer holds 6,291,556.
const BUDGET = 5000000;

exports.handler = async (event) => {
  const records = [];
  let total = 0;
  for (const record of event.records) {
    let unpacked;
    try {
      unpacked = zlib.gunzipSync(Buffer.from(record.data, 'base64'));
    } catch (error) {
      records.push({ recordId: record.recordId, result: 'ProcessingFailed', data: record.data });
      continue;
    }
    if (total + unpacked.length > BUDGET) {
      if (unpacked.length > BUDGET) {
        // Too large even alone: put back, it would come again for ever.
        records.push({ recordId: record.recordId, result: 'ProcessingFailed', data: record.data });
        continue;
      }
      // Dropped here, and put into the same delivery stream again: it comes back in a later event.
      records.push({ recordId: record.recordId, result: 'Dropped', data: '' });
      await firehose.send(new PutRecordCommand({
        DeliveryStreamName: event.deliveryStreamArn.split('/')[1],
        Record: { Data: Buffer.from(record.data, 'base64') },
      }));
      continue;
    }
    total += unpacked.length;
    records.push({ recordId: record.recordId, result: 'Ok', data: unpacked.toString('base64') });
  }
  return { records };
};
