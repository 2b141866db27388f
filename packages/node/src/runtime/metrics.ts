/** Metrics port and the one catalogue of names. `metrics/` exposes it to Prometheus. */
export const catalogue = {
  paynode_orders_total: { type: 'counter', help: 'Orders that entered a state', labels: ['state'] },
  paynode_effects_total: { type: 'counter', help: 'Effects run, by kind and result', labels: ['kind', 'result'] },
  paynode_effect_seconds: { type: 'histogram', help: 'Time to run an effect', labels: ['kind'] },
  paynode_blocks_total: { type: 'counter', help: 'Blocks ingested', labels: [] },
  paynode_reorgs_total: { type: 'counter', help: 'Reorgs seen', labels: [] },
  paynode_head_block: { type: 'gauge', help: 'Newest block ingested', labels: [] },
  paynode_rpc_errors_total: { type: 'counter', help: 'Failed RPC calls, by method', labels: ['method'] },
  paynode_rpc_faults_total: { type: 'counter', help: 'Faults of RPC endpoints, by host and kind', labels: ['endpoint', 'fault'] },
  paynode_rpc_lag_blocks: { type: 'gauge', help: 'Blocks an RPC endpoint is behind the best one', labels: ['endpoint'] },
  paynode_rpc_disagreements_total: { type: 'counter', help: 'Times RPC endpoints contradicted each other', labels: [] },
  paynode_transactions_total: { type: 'counter', help: 'Transactions, by purpose and result', labels: ['purpose', 'result'] },
  paynode_transactions_stuck: { type: 'gauge', help: 'Transactions that no fee within the caps got mined', labels: [] },
  paynode_gas_spent_wei: { type: 'gauge', help: 'Wei spent or committed for gas within 24 hours', labels: [] },
  paynode_clock_offset_seconds: { type: 'gauge', help: "What this machine's clock is corrected by", labels: [] },
  paynode_gossip_messages_total: { type: 'counter', help: 'Gossip messages, by verdict and reason', labels: ['verdict', 'reason'] },
  paynode_gossip_bans_total: { type: 'counter', help: 'Peers that were shut out for attacking, by reason', labels: ['reason'] },
  paynode_gossip_dials_total: { type: 'counter', help: 'Peers dialled, by what came of it', labels: ['result'] },
  paynode_gossip_refused_total: {
    type: 'counter',
    help: 'Connections that were refused, by what they were refused before',
    labels: ['before'],
  },
  paynode_gossip_peers: { type: 'gauge', help: 'Connected peers', labels: [] },
  paynode_requests_total: { type: 'counter', help: 'Peer requests served, by protocol and result', labels: ['protocol', 'result'] },
  paynode_rankings_total: { type: 'counter', help: 'Rankings, by result', labels: ['result'] },
  paynode_ranking_seconds: { type: 'histogram', help: 'Time to rank one order', labels: [] },
  paynode_advisor_answers_total: { type: 'counter', help: 'Questions to the advisor, by result', labels: ['result'] },
  paynode_anchors_total: { type: 'counter', help: 'Epochs that this daemon tried to anchor, by result', labels: ['result'] },
  paynode_payouts_total: { type: 'counter', help: 'Payout transitions, by state', labels: ['state'] },
  paynode_alerts: { type: 'gauge', help: 'What waits for the operator, by kind', labels: ['kind'] },
  paynode_attestations_total: { type: 'counter', help: 'Attestation verdicts given, by result', labels: ['result'] },
  paynode_settlement_batch_orders: { type: 'histogram', help: 'Orders per settlement batch', labels: [] },
  paynode_relays_total: { type: 'counter', help: 'Orders sent for payers, by result', labels: ['result'] },
  paynode_webhook_deliveries_total: { type: 'counter', help: 'Webhook deliveries tried, by result', labels: ['result'] },
  paynode_api_streams: { type: 'gauge', help: 'Open event streams', labels: [] },
  paynode_api_requests_total: { type: 'counter', help: 'Gateway requests, by route and status', labels: ['route', 'status'] },
} as const satisfies Record<string, { type: 'counter' | 'gauge' | 'histogram'; help: string; labels: readonly string[] }>

export type MetricName = keyof typeof catalogue

/** Records values under the catalogue's names. */
export type Metrics = {
  count(name: MetricName, labels?: Readonly<Record<string, string>>, by?: number): void
  gauge(name: MetricName, value: number, labels?: Readonly<Record<string, string>>): void
  observe(name: MetricName, value: number, labels?: Readonly<Record<string, string>>): void
}

/** Records nothing. */
export const noMetrics: Metrics = { count: () => {}, gauge: () => {}, observe: () => {} }
