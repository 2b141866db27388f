/** The `blocks` and `chain_logs` tables: the part of the chain that this daemon has ingested. */
import { fromJson, type OrderId, toJson } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'
import type { Store } from './store.ts'

/** Events read at a time. */
const PAGE = 1_000

/** Saves a block with its events. */
export function saveBlock({ db }: Store, header: BlockHeader, events: readonly ChainEvent[]): void {
  db.prepare('INSERT INTO blocks (number, hash, timestamp) VALUES (?, ?, ?)').run(header.number, header.hash, header.timestamp)
  const insert = db.prepare(
    'INSERT INTO chain_logs (block, log_index, block_hash, block_time, transaction_hash, name, order_id, args) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  for (const event of events) {
    const { block, logIndex, blockHash, blockTime, transactionHash } = event.position
    const { position: _, ...body } = event // it has columns of its own
    insert.run(block, logIndex, blockHash, blockTime, transactionHash, event.name, 'orderId' in event ? event.orderId : null, toJson(body))
  }
}

type LogRow = {
  readonly block: number
  readonly log_index: number
  readonly block_hash: string
  readonly block_time: number
  readonly transaction_hash: string
  readonly args: string
}
const COLUMNS = 'block, log_index, block_hash, block_time, transaction_hash, args'
const toEvent = (row: LogRow): ChainEvent => ({
  ...(fromJson(row.args) as ChainEvent), // written by saveBlock only
  position: {
    block: row.block,
    blockHash: row.block_hash as Hex,
    blockTime: row.block_time,
    logIndex: row.log_index,
    transactionHash: row.transaction_hash as Hex,
  },
})

/** Events from a block on, in chain order, a page at a time: there may be millions. */
export function* iterateChainEvents({ db }: Store, fromBlock: number): Generator<ChainEvent, undefined> {
  const page = db.prepare<[number, number, number], LogRow>(
    `SELECT ${COLUMNS} FROM chain_logs WHERE (block, log_index) > (?, ?) ORDER BY block, log_index LIMIT ?`,
  )
  let [block, logIndex] = [fromBlock - 1, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const events = page.all(block, logIndex, PAGE).map(toEvent)
    yield* events
    const last = events.at(-1)
    if (!last || events.length < PAGE) return undefined
    ;[block, logIndex] = [last.position.block, last.position.logIndex]
  }
}

/** One order's events, in chain order. */
export function listOrderChainEvents({ db }: Store, orderId: OrderId): readonly ChainEvent[] {
  return db
    .prepare<[string], LogRow>(`SELECT ${COLUMNS} FROM chain_logs WHERE order_id = ? ORDER BY block, log_index`)
    .all(orderId)
    .map(toEvent)
}

/** Orders that something happened to above a height. */
export function listOrdersAbove({ db }: Store, block: number): readonly OrderId[] {
  return db
    .prepare<[number], { order_id: string }>('SELECT DISTINCT order_id FROM chain_logs WHERE block > ? AND order_id IS NOT NULL ORDER BY 1')
    .all(block)
    .map((row) => row.order_id as OrderId) // written by saveBlock only
}

/** Ingested headers from a height on, in ascending order. */
export function listBlocks({ db }: Store, fromBlock: number): readonly BlockHeader[] {
  return db.prepare<[number], BlockRow>('SELECT * FROM blocks WHERE number >= ? ORDER BY number').all(fromBlock).map(toHeader)
}

/** The header that this daemon has at a height, or below it when that height was not stored. */
export function getBlockAtOrBelow({ db }: Store, number: number): BlockHeader | undefined {
  const row = db.prepare<[number], BlockRow>('SELECT * FROM blocks WHERE number <= ? ORDER BY number DESC LIMIT 1').get(number)
  return row && toHeader(row)
}

/**
 * The last block before a time (unix seconds), when the one after it is here too: only then it is known to be the last. Undefined while
 * the chain has not got there, and where blocks without events were skipped because they are old.
 */
export function getLastBlockBefore({ db }: Store, time: number): BlockHeader | undefined {
  const row = db.prepare<[number], BlockRow>('SELECT * FROM blocks WHERE timestamp < ? ORDER BY number DESC LIMIT 1').get(time)
  const next = row && db.prepare<[number], { number: number }>('SELECT number FROM blocks WHERE number = ?').get(row.number + 1)
  return next && toHeader(row)
}

/** Forgets blocks and events above a height. */
export function deleteChainAbove({ db }: Store, number: number): void {
  db.prepare('DELETE FROM chain_logs WHERE block > ?').run(number)
  db.prepare('DELETE FROM blocks WHERE number > ?').run(number)
}

type BlockRow = { number: number; hash: string; timestamp: number }
const toHeader = (row: BlockRow): BlockHeader => ({
  number: row.number,
  hash: row.hash as Hex,
  timestamp: row.timestamp,
})
