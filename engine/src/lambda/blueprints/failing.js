// Firehose tries again three times, then the whole batch goes to the processing-failed folder.
exports.handler = async (event) => {
  throw new Error(`${event.records.length} records came, and I can't`);
};
