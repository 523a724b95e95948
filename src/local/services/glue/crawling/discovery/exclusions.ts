/**
 * Exclude patterns of a crawler's target:
 * https://docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html#crawler-data-stores-exclude
 */

/** Whether a key, relative to the include path, is excluded by any of these glob patterns. */
export function exclusions(patterns: readonly string[]): (relative: string) => boolean {
  const all = patterns.map(globExpression);
  return (relative) => all.some((each) => each.test(relative));
}

/** `*` stays within a folder, `**` does not; `?`, `[a-z]`, `[!a]`, `{a,b}`, and a backslash before what is meant itself. */
function globExpression(pattern: string): RegExp {
  let source = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '\\' && at + 1 < pattern.length) {
      source += literal(pattern[++at]!);
    } else if (character === '*') {
      const crosses = pattern[at + 1] === '*';
      if (crosses) at++;
      source += crosses ? '.*' : '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[' && pattern.indexOf(']', at + 2) > 0) {
      const end = pattern.indexOf(']', at + 2);
      source += bracket(pattern.slice(at + 1, end));
      at = end;
    } else if (character === '{' && pattern.indexOf('}', at) > 0) {
      braces++;
      source += '(?:';
    } else if (character === '}' && braces > 0) {
      braces--;
      source += ')';
    } else if (character === ',' && braces > 0) {
      source += '|';
    } else {
      source += literal(character);
    }
  }
  return new RegExp(`^${source}${')'.repeat(braces)}$`, 'su');
}

function bracket(content: string): string {
  const negated = /^[!^]/.test(content);
  const characters = (negated ? content.slice(1) : content).replace(/[\\\]^[&~|]/g, '\\$&');
  return `(?!/)[${negated ? '^' : ''}${characters}]`;
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
