import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { readForm } from './multipartForm.ts';

const type = 'multipart/form-data; boundary=edge';

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const form = (file: string, disposition = 'name="file"; filename="C:\\\\in\\\\a b.csv"') =>
  `preamble\r\n--edge\r\nContent-Disposition: form-data; name="Key"\r\n\r\nin/\${filename}\r\n` +
  `--edge\r\ncontent-disposition: form-data; name="x-amz-meta-who"\r\n\r\nJosé\r\n` +
  `--edge\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: text/csv\r\n\r\n${file}\r\n` +
  `--edge\r\nContent-Disposition: form-data; name="late"\r\n\r\nx\r\n--edge--\r\n`;

describe('a form', () => {
  test.each([1, 7, 64, 10_000])('in pieces of %i bytes', async (size) => {
    const file = 'a\r\n--edg\r\n-\r\n--\r\nb'.repeat(5);
    const { fields, fileName, file: body } = await readForm(inPieces(form(file), size), type);
    expect([...fields]).toEqual([
      ['key', 'in/${filename}'],
      ['x-amz-meta-who', 'José'],
    ]);
    expect(fileName).toBe('a b.csv');
    expect((await buffer(body)).toString()).toBe(file);
  });

  test('with an empty file, and a name beyond ASCII', async () => {
    const read = await readForm(inPieces(form('', "name=file; filename*=utf-8''%C3%B1.csv"), 9), type);
    expect(read.fileName).toBe('ñ.csv');
    expect(await buffer(read.file)).toHaveLength(0);
  });

  test('that breaks off, has no file or too much before it is refused', async () => {
    const whole = form('abc');
    const broken = await readForm(inPieces(whole.slice(0, whole.indexOf('abc') + 7), 50), type);
    await expect(buffer(broken.file)).rejects.toMatchObject({ code: 'MalformedPOSTRequest' });
    const none = '--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--edge--\r\n';
    await expect(readForm(inPieces(none, 9), type)).rejects.toMatchObject({ code: 'MalformedPOSTRequest' });
    await expect(readForm(inPieces(none, 9), 'multipart/form-data')).rejects.toMatchObject({
      code: 'MalformedPOSTRequest',
    });
    const long = none.replace('b', 'b'.repeat(20_000));
    await expect(readForm(inPieces(long, 999), type)).rejects.toMatchObject({
      code: 'MaxPostPreDataLengthExceededError',
    });
  });
});
