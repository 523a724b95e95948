/** Uploads in parts: rows of the database and a file a part, so that they survive a restart. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../server/fault.ts';
import type { Store } from '../../state/store.ts';
import { endUpload } from './journal.ts';
import type { ChecksumAlgorithm, ObjectDetail } from './objectRow.ts';

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly started: number;
  readonly detail: UploadDetail;
}

export interface UploadDetail {
  /** What the object will have. */
  readonly object: ObjectDetail;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface Part {
  readonly number: number;
  /** The name of its file in the upload's folder. */
  readonly file: string;
  readonly size: number;
  /** Hex MD5. */
  readonly etag: string;
  readonly modified: number;
  /** Base64, of the upload's algorithm. */
  readonly checksum?: string;
}

export class Uploads {
  readonly #sql: DatabaseSync;
  readonly #folder: string;

  /** @param temporary the folder beside the buckets */
  constructor(store: Store, temporary: string) {
    this.#sql = store.sql;
    this.#folder = path.join(temporary, 'uploads');
  }

  start(bucket: string, key: string, detail: UploadDetail): Upload {
    // Ids of one key sort by time, as S3 lists them.
    const id = `${Date.now().toString(16).padStart(12, '0')}${randomBytes(18).toString('hex')}`;
    const upload = { id, bucket, key, started: Date.now(), detail };
    mkdirSync(this.folderOf(id), { recursive: true, mode: 0o700 });
    this.#sql
      .prepare('INSERT INTO s3_upload (id, bucket, key, started, detail) VALUES (?, ?, ?, ?, ?)')
      .run(id, bucket, key, upload.started, JSON.stringify(detail));
    return upload;
  }

  find(bucket: string, key: string, id: string): Upload | undefined {
    const row = this.#sql
      .prepare('SELECT id, bucket, key, started, detail FROM s3_upload WHERE id = ? AND bucket = ? AND key = ?')
      .get(id, bucket, key);
    return row && uploadOf(row);
  }

  /** @throws Fault NoSuchUpload */
  get(bucket: string, key: string, id: string): Upload {
    const upload = this.find(bucket, key, id);
    if (!upload) throw noSuchUpload(id);
    return upload;
  }

  /** All of a bucket, by key and then by age. */
  all(bucket: string): Upload[] {
    return this.#sql
      .prepare('SELECT id, bucket, key, started, detail FROM s3_upload WHERE bucket = ? ORDER BY key, id')
      .all(bucket)
      .map(uploadOf);
  }

  parts(id: string): Part[] {
    return this.#sql
      .prepare('SELECT number, file, size, etag, modified, checksum FROM s3_part WHERE upload = ? ORDER BY number')
      .all(id)
      .map((row) => ({
        number: Number(row.number),
        file: String(row.file),
        size: Number(row.size),
        etag: String(row.etag),
        modified: Number(row.modified),
        ...(row.checksum === null ? {} : { checksum: String(row.checksum) }),
      }));
  }

  /** Puts a part, whose file is finished, in the place of the one that had its number. */
  putPart(id: string, part: Part): void {
    const before = this.#sql.prepare('SELECT file FROM s3_part WHERE upload = ? AND number = ?').get(id, part.number);
    this.#sql
      .prepare(
        'INSERT OR REPLACE INTO s3_part (upload, number, file, size, etag, modified, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, part.number, part.file, part.size, part.etag, part.modified, part.checksum ?? null);
    if (before) rmSync(path.join(this.folderOf(id), String(before.file)), { force: true });
  }

  abort(id: string): void {
    endUpload(this.#sql, id);
    this.removeFiles(id);
  }

  abortAll(bucket: string): void {
    for (const upload of this.all(bucket)) this.abort(upload.id);
  }

  folderOf(id: string): string {
    return path.join(this.#folder, id);
  }

  removeFiles(id: string): void {
    rmSync(this.folderOf(id), { recursive: true, force: true });
  }

  /** Removes the files that no upload knows: of ended uploads, and of parts that were cut off. For the start. */
  sweep(): void {
    if (!existsSync(this.#folder)) return;
    for (const id of readdirSync(this.#folder)) {
      if (!this.#sql.prepare('SELECT 1 FROM s3_upload WHERE id = ?').get(id)) {
        this.removeFiles(id);
        continue;
      }
      const known = new Set(this.parts(id).map((part) => part.file));
      for (const file of readdirSync(this.folderOf(id))) {
        if (!known.has(file)) rmSync(path.join(this.folderOf(id), file), { recursive: true, force: true });
      }
    }
  }
}

function uploadOf(row: Record<string, unknown>): Upload {
  return {
    id: String(row.id),
    bucket: String(row.bucket),
    key: String(row.key),
    started: Number(row.started),
    detail: JSON.parse(String(row.detail)) as UploadDetail,
  };
}

export function noSuchUpload(id: string): Fault {
  return new Fault(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: id },
  );
}
