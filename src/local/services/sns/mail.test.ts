import { expect, test } from 'vitest';
import { encodeHeader, writeMail } from './mail.ts';

const mail = {
  from: { name: 'Avisos "lote"', address: 'no-reply@sns.amazonaws.com' },
  to: 'equipo@example.com',
  subject: 'Lote procesado',
  date: new Date('2025-06-02T07:00:12.345Z'),
  messageId: 'id@sns.amazonaws.com',
  headers: { 'X-Amz-Sns-Topic-Arn': 'arn:aws:sns:us-east-1:000000000000:t' },
  text: 'línea uno\nlínea dos',
};

test('a mail is headers, an empty line and its text', () => {
  expect(writeMail(mail)).toBe(
    [
      'From: "Avisos \\"lote\\"" <no-reply@sns.amazonaws.com>',
      'To: equipo@example.com',
      'Subject: Lote procesado',
      'Date: Mon, 02 Jun 2025 07:00:12 +0000',
      'Message-ID: <id@sns.amazonaws.com>',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Transfer-Encoding: 8bit',
      'X-Amz-Sns-Topic-Arn: arn:aws:sns:us-east-1:000000000000:t',
      '',
      'línea uno',
      'línea dos',
      '',
    ].join('\r\n'),
  );
});

test('no value can add a header or end the headers', () => {
  const attack = 'x\r\nBcc: all@example.com\r\n\r\nbody';
  const text = writeMail({
    ...mail,
    to: attack,
    subject: attack,
    from: { name: attack, address: attack },
    headers: { 'X-Own': attack },
  });
  const head = text.split('\r\n\r\n')[0] ?? '';
  expect(head.split('\r\n')).toHaveLength(9);
  expect(head).not.toMatch(/^Bcc:/m);
  expect(text.endsWith('línea uno\r\nlínea dos\r\n')).toBe(true);
});

test('what is not ASCII becomes encoded words of whole characters', () => {
  const subject = `El lote falló: ${'ñ🙂'.repeat(40)}`;
  const words = encodeHeader(subject).split('\r\n ');
  expect(words.length).toBeGreaterThan(1);
  expect(words.every((word) => word.length <= 75 && /^=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?=$/.test(word))).toBe(true);
  const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8'));
  expect(decoded.every((part) => !part.includes('\ufffd'))).toBe(true);
  expect(decoded.join('')).toBe(subject);
});

test('what looks like an encoded word is meant as it is written', () => {
  const written = encodeHeader('=?UTF-8?B?eA==?=');
  expect(Buffer.from(written.slice(10, -2), 'base64').toString()).toBe('=?UTF-8?B?eA==?=');
});

test('lines that are too long for a mail are encoded', () => {
  const text = writeMail({ ...mail, text: 'x'.repeat(2000) });
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toContain('Content-Transfer-Encoding: base64');
  expect(body.split('\r\n').every((line) => line.length <= 76)).toBe(true);
  expect(Buffer.from(body, 'base64').toString()).toBe('x'.repeat(2000));
});
