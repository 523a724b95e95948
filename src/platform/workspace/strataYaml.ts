/** `strata.yaml`: what a pipeline's folder declares of itself beyond its template. */
import { isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { faultWords } from '../faultWords.ts';

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

export const strataYamlSchema = z.strictObject({
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
  athena: z
    .strictObject({ database: z.string().optional(), workgroup: z.string().optional() })
    .optional()
    .describe('Where the queries in this folder run. ${Name} stands for an output of the stack.'),
});

export type StrataYaml = z.infer<typeof strataYamlSchema>;

/**
 * Reads the text of a strata.yaml.
 * @param file how the message names the file
 * @throws AppError `invalid-input`: `strata.yaml:7: layers.0.location must be …`, one line for each fault
 */
export function parseStrataYaml(text: string, file = 'strata.yaml'): StrataYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    const faults = document.errors.map((error: YAMLError) => `${file}:${lineOf(error.pos[0])}: ${error.message}`);
    throw new AppError('invalid-input', faults.join('\n'));
  }
  const parsed = strataYamlSchema.safeParse(document.toJS() ?? {}, faultWords());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const at = offsetOf(document, issue.path);
    const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return `${file}:${at === undefined ? 1 : lineOf(at)}: ${where}${issue.message}`;
  });
  throw new AppError('invalid-input', faults.join('\n'));
}

/** The JSON schema by which the editor completes and checks strata.yaml. */
export function strataYamlJsonSchema(): object {
  return {
    ...z.toJSONSchema(strataYamlSchema, { io: 'input' }),
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

/** The place of the value at `path`, or of the closest part of the document around it. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function staysInside(relative: string): boolean {
  return !/^([/\\]|[a-zA-Z]:)/.test(relative) && !relative.split(/[/\\]/).includes('..');
}
