import { expect, test } from 'vitest';
import { databaseUrlFault, readDatabaseUrl } from './databaseUrl.ts';

test('a URL names server, database and user', () => {
  expect(readDatabaseUrl('postgres://ana@db.example.com:6432/shop')).toEqual({
    host: 'db.example.com',
    port: 6432,
    database: 'shop',
    user: 'ana',
    sslMode: 'verify-full',
    rootCertificate: undefined,
  });
});

test('only a server on this machine goes without TLS by itself', () => {
  expect(readDatabaseUrl('postgresql://localhost/shop').sslMode).toBe('disable');
  expect(readDatabaseUrl('postgres://[::1]/shop')).toMatchObject({ host: '::1', port: 5432, sslMode: 'disable' });
  expect(readDatabaseUrl('postgres://127.0.0.1.example.com/shop')).toMatchObject({ sslMode: 'verify-full' });
  expect(readDatabaseUrl('postgres://db/shop?sslmode=require&sslrootcert=ca.pem')).toMatchObject({
    sslMode: 'require',
    rootCertificate: 'ca.pem',
  });
});

test.each([
  ['mysql://db/shop', /must be a URL/],
  ['postgres:///shop', /must be a URL/],
  ['not a url', /must be a URL/],
  ['postgres://ana:secret@db/shop', /password/],
  ['postgres://db/shop?password=secret', /password/],
  ['postgres://db/shop?sslmode=maybe', /sslmode must be one of/],
  ['postgres://db/shop?options=-c', /options is not known here/],
])('%s is refused', (url, message) => {
  expect(databaseUrlFault(url)).toMatch(message);
});
