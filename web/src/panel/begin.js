exports.handler = async (event) => {
  const records = event.records.map((record) => {
    const text = Buffer.from(record.data, 'base64').toString('utf8');
    const data = Buffer.from(text).toString('base64');
    return { recordId: record.recordId, result: 'Ok', data };
  });
  console.log(`${records.length} records`);
  return { records };
};
