/** The records of CSV text by RFC 4180: quoted fields, doubled quotes, line breaks inside quotes. Empty lines are no records. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  let any = false;
  const endRecord = () => {
    if (any || field !== '' || record.length > 0) records.push([...record, field]);
    record = [];
    field = '';
    any = false;
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && field === '') {
      quoted = true;
      any = true;
    } else if (char === delimiter) {
      record.push(field);
      field = '';
      any = true;
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      endRecord();
    } else field += char;
  }
  endRecord();
  return records;
}
