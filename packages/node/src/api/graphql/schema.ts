/** The read side as a graph. Amounts are decimal strings of minor units, times unix seconds, as everywhere in the gateway. */
export const schema = /* GraphQL */ `
  type Query {
    "One order; null when this gateway does not know it."
    order(id: ID!): Order
    "Newest first."
    orders(payer: String, state: String, first: Int = 20, after: String): OrderPage!
    "Oldest first, of every order."
    events(first: Int = 20, after: Int = 0): EventPage!
    providers: [Provider!]!
    "What providers pay for an amount of token minor units, best first."
    quotes(corridor: String!, amount: String!): [Quote!]!
  }
  type Order {
    id: ID!
    corridor: String!
    "As this daemon sees it."
    state: String!
    "As the chain has it."
    status: String!
    payer: String!
    token: String!
    amount: String!
    payout: String!
    ranking: [String!]!
    claimer: String
    payBy: Int
    reference: String
    paidAt: Int
    settledAt: Int
    reason: String
    createdAt: Int!
    transactions: Transactions!
    "Oldest first."
    events(first: Int = 20, after: Int = 0): EventPage!
  }
  type Transactions { created: String! claimed: String settled: String }
  "'next' is null at the end."
  type OrderPage { items: [Order!]! next: String }
  type Event { seq: Int! orderId: ID! type: String! name: String state: String! "Unix milliseconds, as text." at: String! "JSON." data: String! }
  type EventPage { items: [Event!]! next: Int }
  type Provider {
    operator: ID!
    owner: String!
    hpkeKey: String!
    gatewayUrl: String!
    corridors: [String!]!
    inFlight: Int!
    free: String!
    locked: String!
  }
  type Quote { provider: ID! rate: String! payout: String! minPayout: String! maxPayout: String! }
`
