import { duckDbMessage } from '../../engines/sql/duckDbMessage.ts';

/** What DuckDB says of files, told of the objects that they are. */
export function messageOfObjects(
  error: unknown,
  files: readonly { readonly file: string; readonly uri: string }[],
): string {
  return files.reduce((message, { file, uri }) => message.replaceAll(file, uri), duckDbMessage(error));
}
