/** What the operations take: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ExecuteStatement.html */
import { z } from 'zod';

export const where = {
  ClusterIdentifier: z.string().min(1).max(63).nullish(),
  WorkgroupName: z.string().min(3).max(2048).nullish(),
  SecretArn: z.string().nullish(),
  DbUser: z.string().nullish(),
  Database: z.string().nullish(),
};

export type Where = z.infer<z.ZodObject<typeof where>>;

export const parameters = z
  .array(z.object({ name: z.string().regex(/^[0-9a-zA-Z_]+$/), value: z.string().min(1) }))
  .min(1)
  .nullish();

/** What both ways to execute have in common. */
export const execution = {
  ...where,
  Parameters: parameters,
  StatementName: z.string().max(500).nullish(),
  WithEvent: z.boolean().nullish(),
  ClientToken: z.string().min(1).max(64).nullish(),
  ResultFormat: z
    .string()
    .regex(/^(json|csv)$/i, 'Member must satisfy enum value set: [JSON, CSV]')
    .nullish(),
  SessionId: z.string().nullish(),
  SessionKeepAliveSeconds: z.number().int().min(0).max(86_400).nullish(),
  WaitTimeSeconds: z.number().int().min(1).max(30).nullish(),
};

const executionInput = z.object(execution);
export type Execution = z.infer<typeof executionInput>;

/** A statement's id, or one of a batch with its number behind a colon. */
export const statementId = z
  .string()
  .regex(
    /^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\d{1,2})?$/,
    'id must satisfy regex pattern: ^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?$',
  );

/** The statement that an id is of, and which of its parts; undefined: all of it. */
export function partOfId(id: string): { readonly id: string; readonly part: number | undefined } {
  const [statement = '', number] = id.split(':');
  return { id: statement, part: number === undefined ? undefined : Number(number) - 1 };
}
