/** Spooled rows as files of the target, written by DuckDB. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { TargetSettings } from '../endpoints/targetSettings.ts';
import { type ColumnType, type TypeOptions, valueExpression } from './columnTypes.ts';

export interface FileColumn {
  readonly name: string;
  /** Absent for what DMS adds, which is text as it stands. */
  readonly type?: ColumnType;
  /** The same in every row, and not among the spooled values. */
  readonly constant?: string;
}

const memoryMb = 768;
/** In bytes; a row that is longer is read with the next. Larger ones cost memory. */
const lineSizes = [2_000_000, 32_000_000, 512_000_000];
/** What reading takes in bytes; DuckDB's own choice is eight times the size of a line. */
const leastBuffer = 32_000_000;

export class FileWriter implements Disposable {
  readonly #database: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(database: DuckDBInstance, connection: DuckDBConnection) {
    this.#database = database;
    this.#connection = connection;
  }

  /** @param spill where DuckDB may put what does not fit into memory */
  static async create(spill: string): Promise<FileWriter> {
    const database = await DuckDBInstance.create(':memory:', {
      memory_limit: `${memoryMb}MB`,
      temp_directory: spill,
      threads: '2',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new FileWriter(database, await database.connect());
  }

  /**
   * @param spool a finished spool with these columns
   * @throws Error DuckDB's own, for a value that the column's type in the file cannot hold
   */
  async write(
    spool: string,
    target: string,
    columns: readonly FileColumn[],
    settings: TargetSettings,
    options: TypeOptions,
  ): Promise<void> {
    let spooledColumns = 0;
    const selected = columns.map(({ name, type, constant }) => {
      if (constant !== undefined) return `${quoteText(constant)} AS ${quoteName(name)}`;
      const text = `c${spooledColumns++}`;
      return `${type ? valueExpression(type, text, options) : text} AS ${quoteName(name)}`;
    });
    const [usual = 0, ...longer] = lineSizes;
    const copy = (lineSize: number) =>
      this.#connection.run(
        `COPY (SELECT ${selected.join(', ')} FROM ${reading(spool, Math.max(spooledColumns, 2), lineSize)})
         TO ${quoteText(target)} (${writing(settings)})`,
      );
    let failure: unknown = await copy(usual).then(() => undefined, String);
    for (const lineSize of longer) {
      // A line that goes on behind the buffer looks as if its quote never ended.
      if (!/maximum line size|unterminated quote/i.test(String(failure))) break;
      await this.#connection.run(`SET memory_limit = '${memoryMb + Math.ceil((lineSize * 8) / 2 ** 20)}MB'`);
      failure = await copy(lineSize).then(() => undefined, String);
    }
    if (failure !== undefined) throw new Error(readable(String(failure)));
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#database.closeSync();
  }
}

/** DuckDB's first line says it; the rest is a statement of ours. */
function readable(failure: string): string {
  const [first = ''] = failure.split('\n');
  return first.replace(/^Error: /, '').replace(/ when casting from source column c\d+$/, '');
}

function reading(spool: string, columns: number, lineSize: number): string {
  const types = Array.from({ length: columns }, (_, at) => `'c${at}': 'VARCHAR'`);
  return `read_csv(${quoteText(spool)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false, new_line = '\\n', null_padding = false, max_line_size = ${lineSize},
    buffer_size = ${Math.max(leastBuffer, lineSize * 2)}, parallel = ${lineSize === lineSizes[0]}, columns = {${types.join(', ')}})`;
}

function writing(settings: TargetSettings): string {
  const gzip = settings.CompressionType === 'gzip';
  if (settings.DataFormat === 'parquet') {
    const rows = settings.RowGroupLength === undefined ? '' : `, ROW_GROUP_SIZE ${settings.RowGroupLength}`;
    return `FORMAT parquet, COMPRESSION ${gzip ? 'gzip' : 'uncompressed'}${rows}`;
  }
  const compression = gzip ? ', COMPRESSION gzip' : '';
  return `FORMAT csv, HEADER ${settings.AddColumnName}, DELIM ${quoteText(settings.CsvDelimiter)},
    NULLSTR ${quoteText(settings.CsvNullValue)}, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S.%f'${compression}`;
}

/** What the names of files end in. */
export function fileEnding({ DataFormat, CompressionType }: TargetSettings): string {
  return DataFormat === 'parquet' ? 'parquet' : CompressionType === 'gzip' ? 'csv.gz' : 'csv';
}
