/** What must be there before an environment is made or changed. */
import type { Kernel } from '../../../kernel.ts';
import { validationFault } from '../../../server/fault.ts';
import { bucketOf } from './environment.ts';
import type { EnvironmentSettings } from './environmentInput.ts';

/** @throws Fault ValidationException that names what is not as it must be */
export function checkSettings(kernel: Pick<Kernel, 'objects'>, settings: EnvironmentSettings): void {
  const bucket = bucketOf(settings);
  if (!kernel.objects.bucketExists(bucket)) {
    throw validationFault(`Unable to read the source bucket ${bucket}: it does not exist.`);
  }
  const { PluginsS3Path, RequirementsS3Path, StartupScriptS3Path, AirflowConfigurationOptions } = settings;
  for (const [member, key] of Object.entries({ PluginsS3Path, RequirementsS3Path })) {
    if (key && !kernel.objects.stat(bucket, key)) {
      throw validationFault(`Unable to read the object s3://${bucket}/${key} that ${member} names: it does not exist.`);
    }
  }
  if (PluginsS3Path && !PluginsS3Path.endsWith('.zip')) {
    throw validationFault(`PluginsS3Path must name a zip archive, and ${PluginsS3Path} is none.`);
  }
  if (StartupScriptS3Path) {
    throw validationFault(
      'The local endpoint runs no startup scripts: they are written for the machines of MWAA. Leave StartupScriptS3Path out, and set what it sets before the endpoint is started.',
    );
  }
  for (const name of Object.keys(AirflowConfigurationOptions ?? {})) {
    if (!name.includes('.'))
      throw validationFault(`The configuration option ${name} is not of the form section.option.`);
  }
}
