/** The `blocks` and `chain_logs` tables: the part of the chain that this daemon has ingested. */
import { fromJson, toJson } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'
import type { Store } from './store.ts'

/** Saves a block with its events. */
export function saveBlock({ db }: Store, header: BlockHeader, events: readonly ChainEvent[]): void {
  db.prepare('INSERT INTO blocks (number, hash, parent_hash, timestamp) VALUES (?, ?, ?, ?)').run(
    header.number,
    header.hash,
    header.parentHash,
    header.timestamp,
  )
  const insert = db.prepare(
    'INSERT INTO chain_logs (block, log_index, block_hash, block_time, transaction_hash, name, args) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  for (const event of events) {
    const { block, logIndex, blockHash, blockTime, transactionHash } = event.position
    insert.run(block, logIndex, blockHash, blockTime, transactionHash, event.name, toJson(event))
  }
}

/** Events from a block on, in chain order. */
export function listChainEvents({ db }: Store, fromBlock = 0): readonly ChainEvent[] {
  return db
    .prepare<[number], { args: string }>('SELECT args FROM chain_logs WHERE block >= ? ORDER BY block, log_index')
    .all(fromBlock)
    .map((row) => fromJson(row.args) as ChainEvent) // written by saveBlock only
}

/** Ingested headers in ascending order. */
export function listBlocks({ db }: Store): readonly BlockHeader[] {
  return db.prepare<[], BlockRow>('SELECT * FROM blocks ORDER BY number').all().map(toHeader)
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

type BlockRow = { number: number; hash: string; parent_hash: string; timestamp: number }
const toHeader = (row: BlockRow): BlockHeader => ({
  number: row.number,
  hash: row.hash as Hex,
  parentHash: row.parent_hash as Hex,
  timestamp: row.timestamp,
})
