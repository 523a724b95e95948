/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html */

type Arguments = Readonly<Record<string, string>>;

/** What a run gets: its own arguments over the job's defaults, and those that may not be overridden over both. */
export function effectiveArguments(defaults: Arguments = {}, own: Arguments = {}, fixed: Arguments = {}): Arguments {
  return { ...defaults, ...own, ...fixed };
}

/**
 * The script's argv after its own path: `--KEY VALUE` each. Settings of the runtime whose names have no dashes
 * (`library-set`) are not the script's.
 */
export function argvOf(args: Arguments): string[] {
  return Object.entries(args).flatMap(([key, value]) => (key.startsWith('--') ? [key, value] : []));
}

/** A list as Glue writes it: commas, with or without spaces. A comma inside brackets belongs to one requirement. */
export function listOf(value: string | undefined): string[] {
  return (value ?? '')
    .split(/,(?![^[\]]*\])(?=\s*(?:[A-Za-z0-9_.-]|s3[an]?:))/)
    .map((each) => each.trim())
    .filter(Boolean);
}
