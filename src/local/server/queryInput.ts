/** Input of the query protocol, in which lists have names and every value arrives as text. */
import { type ZodType, z } from 'zod';

/** A list whose items travel as `Tags.Tag.1`; other local services hand over an array. */
export function named<T>(name: string, item: ZodType<T>) {
  return z.preprocess((value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value === '' ? [] : value;
    return (value as Record<string, unknown>)[name] ?? value;
  }, z.array(item));
}

export const whole = z.coerce.number().int();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const tagsInput = named('Tag', z.object({ Key: z.string().min(1).max(128), Value: z.string().default('') }));
