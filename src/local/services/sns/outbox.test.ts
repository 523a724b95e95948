import { expect, test } from 'vitest';
import { outboxFileName } from './outbox.ts';

const message = {
  id: '11111111-1111-1111-1111-111111111111',
  topicArn: 'arn:aws:sns:us-east-1:000000000000:ventas-avisos',
  message: 'x',
  attributes: {},
  timestamp: '2025-06-02T07:00:12.345Z',
};

test('a name tells time, topic and subject', () => {
  expect(outboxFileName({ ...message, subject: 'El lote falló: 3 filas' }, 'arn:1')).toMatch(
    /^2025-06-02T07-00-12-345Z_ventas-avisos_El-lote-falló-3-filas_[0-9a-f]{8}\.eml$/,
  );
  expect(outboxFileName(message, 'arn:1')).toMatch(/^2025-06-02T07-00-12-345Z_ventas-avisos_[0-9a-f]{8}\.eml$/);
});

test('no subject leads out of the folder or makes a name too long', () => {
  for (const subject of [
    '../../etc/passwd',
    '..\\..\\x',
    'a/b',
    'con:1',
    '.',
    '💥',
    'ñ'.repeat(100),
    'x'.repeat(100),
  ]) {
    const name = outboxFileName({ ...message, subject }, 'arn:1');
    expect(name).toMatch(/^[\p{L}\p{N}_-]+\.eml$/u);
    expect(Buffer.byteLength(name)).toBeLessThan(255);
  }
});

test('each subscription has a file of its own, and the same again for the same message', () => {
  expect(outboxFileName(message, 'arn:1')).toBe(outboxFileName(message, 'arn:1'));
  expect(outboxFileName(message, 'arn:1')).not.toBe(outboxFileName(message, 'arn:2'));
});
