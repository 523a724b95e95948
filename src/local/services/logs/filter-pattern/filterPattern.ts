/**
 * CloudWatch Logs' filter patterns:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.
 */

import { columnPattern } from './columnPattern.ts';
import { jsonPattern } from './jsonPattern.ts';
import type { Matches } from './matches.ts';
import { termPattern } from './termPattern.ts';

/**
 * What a pattern keeps. An empty pattern keeps everything.
 * @throws Fault InvalidParameterException for a pattern that is none
 */
export function filterPattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text === '' || text === '""') return () => true;
  if (text.startsWith('{')) return jsonPattern(text);
  if (text.startsWith('[')) return columnPattern(text);
  return termPattern(text);
}
