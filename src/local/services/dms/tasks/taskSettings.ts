/** https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.html */
import { z } from 'zod';
import { validationMessage } from '../../../server/validationMessage.ts';
import { invalidValue } from '../dmsOperation.ts';

/** Those that are applied; all others are kept as they were given. */
const schema = z.looseObject({
  FullLoadSettings: z
    .looseObject({
      TargetTablePrepMode: z.enum(['DO_NOTHING', 'DROP_AND_CREATE', 'TRUNCATE_BEFORE_LOAD']).default('DROP_AND_CREATE'),
      StopTaskCachedChangesNotApplied: z.boolean().default(false),
      StopTaskCachedChangesApplied: z.literal(false).default(false),
    })
    .prefault({}),
  ChangeProcessingDdlHandlingPolicy: z
    .looseObject({ HandleSourceTableTruncated: z.boolean().default(true) })
    .prefault({}),
  Logging: z.looseObject({ EnableLogging: z.boolean().default(true) }).prefault({}),
  ErrorBehavior: z
    .looseObject({
      /** In seconds. */
      RecoverableErrorInterval: z.number().int().min(1).default(5),
    })
    .prefault({}),
  ValidationSettings: z.looseObject({ EnableValidation: z.literal(false).default(false) }).prefault({}),
});

export type TaskSettings = z.infer<typeof schema>;

/**
 * @param text JSON
 * @throws Fault InvalidParameterValueException that names what is wrong or not done here
 */
export function readTaskSettings(text: string | null | undefined): TaskSettings {
  let given: unknown;
  try {
    given = text ? JSON.parse(text) : {};
  } catch {
    throw invalidValue('The parameter ReplicationTaskSettings is not valid JSON.');
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw invalidValue(`ReplicationTaskSettings: ${validationMessage(parsed.error, given)}`);
  return parsed.data;
}
