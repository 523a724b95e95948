import { expect, it } from 'vitest';
import { type Connection, type ConnectionId, homeOf, localConnectionId } from '../../../core/connection.ts';
import { awayText } from './awayText.ts';

const local: Connection = {
  kind: 'local',
  id: localConnectionId,
  label: 'Local endpoint',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
const dev: Connection = {
  kind: 'aws',
  id: 'aws:dev' as ConnectionId,
  label: 'dev',
  region: 'eu-west-1',
  access: 'read-only',
  protected: false,
};

it('is said by a panel of another connection, and of another region of the same', () => {
  expect(awayText(homeOf(local), dev)).toBe(
    'This belongs to Local endpoint · us-east-1; the window is connected to dev · eu-west-1.',
  );
  expect(awayText(homeOf(dev), { ...dev, region: 'us-east-1' })).toContain('belongs to dev · eu-west-1');
  expect(awayText(homeOf(dev), undefined)).toBe('This belongs to dev · eu-west-1; the window is not connected.');
});

it('is not said where the panel belongs, whatever else changed there', () => {
  expect(awayText(homeOf(dev), { ...dev, access: 'read-write' })).toBeUndefined();
  expect(awayText(undefined, dev)).toBeUndefined();
});
