import { z } from 'zod';

export const ruleName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);

/** By name or ARN. */
export const busReference = z
  .string()
  .min(1)
  .max(1600)
  .regex(/^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/);

export const tagsInput = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));

export const paging = {
  NextToken: z.string().min(1).max(2048).optional(),
  Limit: z.number().int().min(1).max(100).default(100),
};
