// A record carries no header, so the function knows the columns.
const COLUMNS = ['ticker', 'sector', 'change', 'price'];

// A value in double quotes may hold commas, and two quotes for one.
const valuesOf = (line) => {
  const values = [''];
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === '"' && quoted && line[i + 1] === '"') {
      values[values.length - 1] += '"';
      i++;
    } else if (c === '"') {
      quoted = !quoted;
    } else if (c === ',' && !quoted) {
      values.push('');
    } else {
      values[values.length - 1] += c;
    }
  }
  return values;
};

const transform = (record) => {
  const text = Buffer.from(record.data, 'base64').toString('utf8');
  const rows = text.split(/\r?\n/).filter((line) => line.trim() !== '').map(valuesOf);
  if (rows.length === 0 || rows.some((row) => row.length !== COLUMNS.length)) {
    return { recordId: record.recordId, result: 'ProcessingFailed', data: record.data };
  }
  const object = (row) => Object.fromEntries(COLUMNS.map((column, i) => [column, row[i]]));
  const lines = rows.map((row) => JSON.stringify(object(row)) + '\n').join('');
  return { recordId: record.recordId, result: 'Ok', data: Buffer.from(lines).toString('base64') };
};

exports.handler = async (event) => ({ records: event.records.map(transform) });
