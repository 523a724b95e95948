/**
 * What a message of a topic says has failed. Pure: the shapes are those that AWS's services and Airflow write, and, where
 * people have written the message, what stands in it.
 */
import { eventBridgeNews } from './eventShapes.ts';
import type { Json, News, TopicMessage } from './news.ts';
import { serviceNews } from './serviceShapes.ts';
import { textNews } from './textShapes.ts';

/** A message that is JSON of no known shape is read as text too. */
export function readMessage(message: TopicMessage): News {
  const json = objectOf(message.text);
  const news = json && (eventBridgeNews(json) ?? serviceNews(json));
  return tidy(news ?? textNews(message));
}

function objectOf(text: string): Json | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function tidy(news: News): News {
  return Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined && value !== '')) as News &
    object;
}
