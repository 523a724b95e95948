/** `airflow:` of strata.yaml: where a pipeline's DAGs lie, and the Airflow that runs them. */
import { z } from 'zod';
import { t } from '../../core/l10n.ts';

const inside = (what: string) =>
  z
    .string()
    .min(1)
    .refine((each) => !/^([/\\]|[a-zA-Z]:)/.test(each) && !each.split(/[/\\]/).includes('..'), {
      error: () => t('must be a path inside this folder'),
    })
    .describe(what);

const url = z
  .string()
  .superRefine((text, ctx) => {
    const read = URL.parse(text);
    if (!read || !/^https?:$/.test(read.protocol)) {
      ctx.addIssue({ code: 'custom', message: t('must be a URL, such as {0}', 'https://airflow.example.com') });
    } else if (read.username !== '' || read.password !== '') {
      ctx.addIssue({ code: 'custom', message: t('must hold no user and no password: they are asked for once') });
    }
  })
  .transform((text) => text.replace(/\/+$/, ''));

export const airflowSchema = z.strictObject({
  environment: z
    .string()
    .min(1)
    .optional()
    .describe('The MWAA environment that the DAGs are deployed to. ${Name} stands for an output of the stack.'),
  url: url.optional().describe('The address of an Airflow of your own, as the browser shows it before /home.'),
  dags: inside(
    'The folder of the DAGs, relative to strata.yaml; airflow_dags/dags, else dags, where absent.',
  ).optional(),
  plugins: inside('The folder of plugins, which becomes plugins.zip.').optional(),
  requirements: inside('The requirements.txt of the DAGs.').optional(),
});

export type AirflowYaml = z.infer<typeof airflowSchema>;
