import { describe, expect, it } from 'vitest';
import type { AwsConnection, Connection, ConnectionId } from '../core/connection.ts';
import { silentLog } from '../core/log.ts';
import { createCtx, grant } from './createCtx.ts';

const aws = (more: Partial<AwsConnection>): AwsConnection => ({
  kind: 'aws',
  id: 'aws:prod' as ConnectionId,
  label: 'prod',
  region: 'eu-west-1',
  access: 'read-only',
  protected: false,
  ...more,
});

function ctxOn(connection: Connection, trusted = true) {
  return createCtx({ connection, workspace: { root: undefined, trusted }, report: () => {}, log: silentLog });
}

describe('grant', () => {
  it('changes nothing for reading', () => {
    const ctx = ctxOn(aws({}));
    expect(grant(ctx, 'read')).toBe(ctx);
  });

  it('refuses every change on a read-only connection', () => {
    expect(() => grant(ctxOn(aws({})), 'write')).toThrow(expect.objectContaining({ code: 'read-only' }));
  });

  it('asks for the name of a protected connection, exactly', () => {
    const ctx = ctxOn(aws({ access: 'read-write', protected: true }));
    expect(() => grant(ctx, 'write')).toThrow(expect.objectContaining({ code: 'confirmation-missing' }));
    expect(() => grant(ctx, 'destroy', 'Prod')).toThrow(expect.objectContaining({ code: 'confirmation-missing' }));
    expect(grant(ctx, 'destroy', 'prod').granted).toBe('destroy');
  });

  it('starts nothing in a workspace that is not trusted', () => {
    const ctx = ctxOn(aws({ access: 'read-write' }), false);
    expect(() => grant(ctx, 'write')).toThrow(expect.objectContaining({ code: 'untrusted-workspace' }));
  });
});

describe('the clients of a context', () => {
  it('never send a call that does more than was granted', async () => {
    const { S3Client, DeleteBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
    // Nothing listens there: a call that passed the guard would fail as unreachable instead.
    const local = {
      kind: 'local',
      id: 'local' as ConnectionId,
      label: 'local',
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    } as const;
    const reading = await ctxOn(local).aws.client(S3Client);
    await expect(reading.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      code: 'read-only',
    });
    const writing = await grant(ctxOn(local), 'write').aws.client(S3Client);
    await expect(writing.send(new DeleteBucketCommand({ Bucket: 'b' }))).rejects.toMatchObject({ code: 'read-only' });
    await expect(writing.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});
