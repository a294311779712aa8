// <34>Oct 11 22:14:15 host program[pid]: message; the priority and the pid may be missing.
const TIME = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \\d]\\d \\d\\d:\\d\\d:\\d\\d';
const LINE = new RegExp(`^(?:<(\\d{1,3})>)?(${TIME}) ([^ ]+) ([^ :[]+)(?:\\[(\\d{1,9})\\])?: (.*)$`, 's');

const transform = (record) => {
  const text = Buffer.from(record.data, 'base64').toString('utf8').replace(/\n+$/, '');
  const line = text.match(LINE);
  if (!line) {
    return { recordId: record.recordId, result: 'ProcessingFailed', data: record.data };
  }
  const [, priority, timestamp, hostname, program, processid, message] = line;
  // JSON.stringify leaves out what is undefined.
  const json = {
    priority: priority === undefined ? undefined : Number(priority),
    timestamp, hostname, program, processid, message,
  };
  const data = Buffer.from(JSON.stringify(json) + '\n').toString('base64');
  return { recordId: record.recordId, result: 'Ok', data };
};

exports.handler = async (event) => ({ records: event.records.map(transform) });
