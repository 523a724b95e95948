/** Members that several operations share. The query protocol carries every value as text, and an empty list as ''. */
import { type ZodType, z } from 'zod';

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', 'True', 'False'])])
  .transform((value) => String(value).toLowerCase() === 'true');

export function listOf<T>(item: ZodType<T>) {
  return z.preprocess((value) => (value === '' || value === undefined ? [] : value), z.array(item));
}

export const stackName = z.string().min(1, 'StackName must not be empty');

/** For a stack that is to be made: its name, not an id. */
export const newStackName = z
  .string()
  .regex(
    /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/,
    'stackName must begin with a letter, hold letters, digits and hyphens only, and be no longer than 128',
  );

export const nextToken = z.string().optional();

export const templateSource = {
  TemplateBody: z
    .string()
    .min(1)
    .max(51_200, 'templateBody: Member must have length less than or equal to 51200')
    .optional(),
  TemplateURL: z.string().optional(),
};

export const stackSettings = {
  ...templateSource,
  UsePreviousTemplate: flag.optional(),
  Parameters: listOf(
    z.object({
      ParameterKey: z.string(),
      ParameterValue: z.string().optional(),
      UsePreviousValue: flag.optional(),
    }),
  ),
  Capabilities: listOf(z.string()),
  NotificationARNs: listOf(z.string()),
  Tags: listOf(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') })),
  RoleARN: z.string().optional(),
  ClientRequestToken: z.string().optional(),
};

export type StackSettings = z.infer<ReturnType<typeof stackSettingsObject>>;

function stackSettingsObject() {
  return z.object(stackSettings);
}
