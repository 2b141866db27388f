// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What settling or refunding an order needs. Hashed on its own, so that later steps re-send only these words.
struct SettlementTerms {
    address payer; // funds the order, may confirm or dispute; EOA or ERC-1271 account
    address refundTo; // the only address a refund can go to
    address token; // allow-listed ERC-20
    uint128 amount; // token units locked, fees included
    uint128 payout; // minor units of the corridor's currency the recipient must receive
    bytes32 corridor; // ASCII "CUR/rail", left-aligned, e.g. "NGN/bank"
    bytes32 recipientHash; // keccak256(salt ‖ canonical recipient)
    address integrator; // receives integratorFeeBps of amount; zero = none
    uint16 integratorFeeBps; // basis points of amount
    uint16 protocolFeeBps; // basis points of amount, at most the escrow's cap
    address verifier; // IPayoutVerifier; zero = none (optimistic lane)
    address arbiter; // decides a dispute; zero = none
    uint40 challengeWindow; // seconds a submission stays open above the instant cap
    uint40 reclaimAfter; // unix seconds; reclaim is allowed at or after it
}

/// @notice What claiming an order needs.
struct RoutingTerms {
    address[] pinned; // at most 3 exclusive providers, in order; empty = the network routes
    uint40 turnSeconds; // length of one turn
    uint40 claimBy; // unix seconds; a claim is allowed strictly before it
    uint40 payWindow; // seconds from claim until anyone may expire it
    uint256 salt; // uniqueness
}

/// @notice Terms fixed by the payer. Its id is its EIP-712 typed-data digest.
struct Order {
    SettlementTerms settlement;
    RoutingTerms routing;
}

enum Status {
    None,
    Open,
    Claimed,
    Submitted,
    Disputed,
    Settled,
    Refunded
}

/// @notice One storage slot per order.
struct OrderState {
    Status status;
    address claimer;
    uint40 createdAt; // unix seconds
    uint40 changedAt; // unix seconds of the last transition
}

/// @notice Why an order went back to Open or was refunded.
enum FailureCause {
    None,
    Expired, // the claim's pay window passed
    Unclaimed, // nobody served the order in time
    RecipientRejected, // the recipient's account does not exist or refuses; does not hurt the provider
    PspUnavailable,
    InsufficientFloat,
    Other
}

/// @notice What an arbiter decides.
enum Ruling {
    RefundPayer,
    PayClaimer
}

/// @notice Signed by attesters: this provider paid this order's recipient.
struct PayoutAttestation {
    bytes32 orderId;
    address provider;
    bytes32 paymentReferenceHash; // keccak256(utf8(payment reference))
    uint128 payout; // minor units that arrived
    uint40 paidAt; // unix seconds
}
