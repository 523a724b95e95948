/** S3 tells times in whole seconds, in headers and lists alike. */
export function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}
