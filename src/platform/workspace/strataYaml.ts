/** `strata.yaml`: what a pipeline's folder declares of itself beyond its template. */
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { TextFault } from '../../core/textFault.ts';
import { airflowSchema } from './airflowYaml.ts';
import { cubesSchema } from './cubeYaml.ts';
import { readYaml } from './readYaml.ts';
import { sourcesSchema } from './sourcesYaml.ts';

/** `${Name}` is an output of the deployed stack. */
const location = z
  .string()
  .regex(/^s3:\/\/[^/]+(\/.*)?$/, {
    error: () => t('must be an S3 location, such as {0}', 's3://${LakeBucketName}/raw/'),
  })
  .describe('An S3 location. ${Name} stands for an output of the stack.');

const layer = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*$/, { error: () => t('must be lower case letters, digits, - and _') })
    .describe('What the layer is called in commands: raw, processed; or bronze, silver, gold.'),
  title: z.string().min(1).optional().describe('What the tree shows; the name where absent.'),
  location,
});

const upload = z.strictObject({
  from: z
    .string()
    .min(1)
    .refine(staysInside, { error: () => t('must be a path inside this folder') })
    .describe('A file or folder, relative to strata.yaml.'),
  to: location.describe('Where it is uploaded to; a folder keeps its inner layout.'),
});

const strataYamlSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  name: z.string().min(1).optional().describe('The pipeline’s name, for people.'),
  stack: z
    .string()
    .regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/, {
      error: () => t('must be a stack name: letters, digits and -, a letter first'),
    })
    .optional()
    .describe('The CloudFormation stack that the template is deployed as; the folder’s name where absent.'),
  template: z
    .string()
    .min(1)
    .refine(staysInside, { error: () => t('must be a path inside this folder') })
    .optional()
    .describe('The CloudFormation template, relative to strata.yaml; template.yaml where absent.'),
  parameters: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('Values for the template’s parameters.'),
  layers: z.array(layer).optional().describe('The lake’s layers, in the order in which data flows.'),
  uploads: z.array(upload).optional().describe('Files that are uploaded after a deployment to the local endpoint.'),
  dbt: z
    .strictObject({
      python: z.string().min(1).optional().describe('A Python with dbt of your own, relative to strata.yaml.'),
    })
    .optional()
    .describe('Which dbt runs the dbt projects of this folder; Strata’s own where absent.'),
  athena: z
    .strictObject({ database: z.string().optional(), workgroup: z.string().optional() })
    .optional()
    .describe('Where the queries in this folder run. ${Name} stands for an output of the stack.'),
  redshift: z
    .strictObject({
      workgroup: z.string().optional().describe('A workgroup of Redshift Serverless.'),
      cluster: z.string().optional().describe('A cluster, where there is no workgroup.'),
      database: z.string().optional(),
      secret: z.string().optional().describe('A secret to sign in with; the identity of the connection where absent.'),
      user: z.string().optional().describe('A database user of a cluster, for whom credentials are asked.'),
    })
    .optional()
    .describe('Where the Redshift statements in this folder run. ${Name} stands for an output of the stack.'),
  airflow: airflowSchema.optional().describe('The pipeline’s DAGs, and the Airflow that runs them.'),
  sources: sourcesSchema.optional().describe('PostgreSQL databases that the pipeline reads, by their names.'),
  cubes: cubesSchema.optional().describe('Tables and views that are looked at as cubes.'),
});

export type StrataYaml = z.infer<typeof strataYamlSchema>;

/**
 * Reads the text of a strata.yaml.
 * @param file how the message names the file
 * @throws AppError `invalid-input`: `strata.yaml:7: layers.0.location: must be …`, one line for each fault
 */
export function parseStrataYaml(text: string, file = 'strata.yaml'): StrataYaml {
  const read = readYaml(text, strataYamlSchema);
  if (read.value !== undefined) return read.value;
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const faults = read.faults.map(({ start, message }) => `${file}:${lineOf(start)}: ${message}`);
  throw new AppError('invalid-input', faults.join('\n'));
}

/** Everything wrong with a strata.yaml, with its place; empty when it can be read. */
export function strataYamlFaults(text: string): readonly TextFault[] {
  return readYaml(text, strataYamlSchema).faults;
}

/** The JSON schema by which the editor completes and checks strata.yaml. */
export function strataYamlJsonSchema(): object {
  return {
    ...z.toJSONSchema(strataYamlSchema, { io: 'input', target: 'draft-7' }),
    title: 'Strata pipeline',
  };
}

/**
 * `s3://${LakeBucketName}/raw/` with the stack's outputs filled in.
 * @throws AppError `not-found` when the stack has no such output
 */
export function fillOutputs(text: string, outputs: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (value === undefined) {
      throw new AppError('not-found', t('strata.yaml names the output {0}, which the stack does not have.', name), {
        hint: t('The outputs of the stack are: {0}', Object.keys(outputs).join(', ') || '–'),
      });
    }
    return value;
  });
}

function staysInside(relative: string): boolean {
  return !/^([/\\]|[a-zA-Z]:)/.test(relative) && !relative.split(/[/\\]/).includes('..');
}
