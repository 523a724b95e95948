/** Classifiers: https://docs.aws.amazon.com/glue/latest/webapi/API_Classifier.html */
import { z } from 'zod';

export const classifierName = z.string().min(1).max(255);

const csv = z.object({
  Name: classifierName,
  Delimiter: z.string().length(1).optional(),
  QuoteSymbol: z.string().length(1).optional(),
  ContainsHeader: z.enum(['UNKNOWN', 'PRESENT', 'ABSENT']).optional(),
  Header: z.array(z.string()).optional(),
  DisableValueTrimming: z.boolean().optional(),
  AllowSingleColumn: z.boolean().optional(),
  CustomDatatypeConfigured: z.boolean().optional(),
  CustomDatatypes: z.array(z.string()).optional(),
  Serde: z.enum(['OpenCSVSerDe', 'LazySimpleSerDe', 'None']).optional(),
});

const json = z.object({ Name: classifierName, JsonPath: z.string() });

const grok = z.object({
  Name: classifierName,
  Classification: z.string(),
  GrokPattern: z.string().min(1).max(2048),
  CustomPatterns: z.string().max(16_000).optional(),
});

const xml = z.object({ Name: classifierName, Classification: z.string(), RowTag: z.string().optional() });

/** One kind of the four is given. */
export const newClassifier = z.object({
  CsvClassifier: csv.optional(),
  JsonClassifier: json.optional(),
  GrokClassifier: grok.optional(),
  XMLClassifier: xml.optional(),
});

export const changedClassifier = z.object({
  CsvClassifier: csv.optional(),
  JsonClassifier: json.partial({ JsonPath: true }).optional(),
  GrokClassifier: grok.partial({ Classification: true, GrokPattern: true }).optional(),
  XMLClassifier: xml.partial({ Classification: true }).optional(),
});

export const classifierKinds = ['CsvClassifier', 'JsonClassifier', 'GrokClassifier', 'XMLClassifier'] as const;
export type ClassifierKind = (typeof classifierKinds)[number];

/** A classifier as it is kept; times are milliseconds. */
export interface Classifier {
  readonly kind: ClassifierKind;
  readonly Name: string;
  readonly CreationTime: number;
  readonly LastUpdated: number;
  readonly Version: number;
  readonly settings: Readonly<Record<string, unknown>>;
}
