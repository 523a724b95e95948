import type { FunctionTable } from './callWriter.ts';

/** https://trino.io/docs/current/functions/binary.html */
export const binaryTable: FunctionTable = [
  ['to_utf8(varchar) varbinary', 'encode($1)'],
  ['from_utf8(varbinary) varchar', 'decode($1)'],
  ['to_hex(varbinary) varchar', 'hex($1)'],
  ['from_hex(varchar) varbinary', 'unhex($1)'],
  ['from_hex(varbinary) varbinary', 'unhex(decode($1))'],
  ['to_base64(varbinary) varchar', 'to_base64($1)'],
  ['from_base64(varchar) varbinary', 'from_base64($1)'],
  ['from_base64(varbinary) varbinary', 'from_base64(decode($1))'],
  ['to_base64url(varbinary) varchar', "translate(to_base64($1), '+/', '-_')"],
  ['from_base64url(varchar) varbinary', "from_base64(translate($1, '-_', '+/'))"],
  ['md5(varbinary) varbinary', 'unhex(md5($1))'],
  ['sha1(varbinary) varbinary', 'unhex(sha1($1))'],
  ['sha256(varbinary) varbinary', 'unhex(sha256($1))'],
];
