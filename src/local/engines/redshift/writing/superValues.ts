import { quoteText } from '../../../../core/sqlQuoting.ts';
import type { Name } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { superType } from '../types/redshiftType.ts';
import { type Written, written } from './written.ts';

/**
 * An attribute of a SUPER value; NULL where there is none, as in lax navigation.
 * https://docs.aws.amazon.com/redshift/latest/dg/query-super.html
 */
export function superField(value: Written, name: Name): Written {
  if (value.type.name !== 'super') {
    const text = `cannot navigate into a value of type ${value.type.name}: "${name.text}" is an attribute of SUPER only`;
    throw new RedshiftError('42804', text, name.at);
  }
  return written(`redshift_attribute(${value.sql}, ${quoteText(name.text)})`, superType);
}

/** An element of a SUPER array, from 0. */
export function superElement(value: Written, index: Written, at: number): Written {
  if (value.type.name === 'array') {
    return written(`(${value.sql})[${index.sql}]`, value.type.element);
  }
  if (value.type.name !== 'super') {
    throw new RedshiftError('42804', `cannot subscript type ${value.type.name} because it is not an array`, at);
  }
  return written(`redshift_element(${value.sql}, ${index.sql})`, superType);
}

/** https://docs.aws.amazon.com/redshift/latest/dg/super-overview.html */
export const superMacros: readonly string[] = [
  // Names of attributes keep their case, and what is written without quotes is folded.
  `CREATE OR REPLACE MACRO redshift_attribute(value, name) AS
    CASE WHEN json_type(value) = 'OBJECT' THEN json_extract(value, '$."' || name || '"') END`,
  `CREATE OR REPLACE MACRO redshift_element(value, place) AS CASE WHEN json_type(value) = 'ARRAY' THEN
    json_extract(value, '$[' || CAST(place AS VARCHAR) || ']') END`,
  // The text inside a JSON string, and any other scalar as it is written; JSON's null is NULL.
  `CREATE OR REPLACE MACRO redshift_scalar(value) AS
    CASE json_type(value) WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN json_extract_string(value, '$')
      ELSE CAST(value AS VARCHAR) END`,
];
