import { describe, expect, it } from 'vitest';
import { directiveOf } from './statementPlace.ts';

describe('directiveOf', () => {
  it('reads where statements run on Athena', () => {
    expect(directiveOf('-- athena database=sales workgroup=team\nselect 1')).toEqual({
      engine: 'athena',
      database: 'sales',
      workgroup: 'team',
    });
  });

  it('reads where statements run on Redshift', () => {
    expect(directiveOf('-- Redshift workgroup=etl database=dev\nselect 1')).toEqual({
      engine: 'redshift',
      warehouse: 'workgroup:etl',
      database: 'dev',
    });
    expect(directiveOf('/* x */\n--redshift cluster=dwh user=etl secret=arn:aws:secretsmanager:a:b:secret:c')).toEqual({
      engine: 'redshift',
      warehouse: 'cluster:dwh',
      user: 'etl',
      secret: 'arn:aws:secretsmanager:a:b:secret:c',
    });
    expect(directiveOf('-- redshift\nselect 1')).toEqual({ engine: 'redshift' });
  });

  it('reads where statements run on PostgreSQL', () => {
    expect(directiveOf('-- rds instance=oltp database=shop\nselect 1')).toEqual({
      engine: 'rds',
      place: 'instance:oltp',
      database: 'shop',
    });
    expect(directiveOf('-- rds source=shop')).toEqual({ engine: 'rds', place: 'source:shop' });
  });

  it('is not fooled by other comments', () => {
    expect(directiveOf('-- the athens database=x\nselect 1')).toBeUndefined();
    expect(directiveOf(`${'\n'.repeat(12)}-- redshift`)).toBeUndefined();
  });
});
