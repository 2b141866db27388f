/** Names a gossip message by topic and bytes: else the same bytes on another topic would suppress a genuine report. */
import { createHash } from 'node:crypto'

/** 20 bytes that name a message. */
export function toMessageId({ topic, data }: { readonly topic: string; readonly data: Uint8Array }): Uint8Array {
  const name = Buffer.from(topic)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(name.length)
  return createHash('sha256').update(length).update(name).update(data).digest().subarray(0, 20)
}

/** The same name as text, so that duplicates are dropped before anything else is done with them. */
export function toFastMessageId(message: { readonly topic: string; readonly data?: Uint8Array | undefined }): string {
  return Buffer.from(toMessageId({ topic: message.topic, data: message.data ?? new Uint8Array() })).toString('latin1')
}
