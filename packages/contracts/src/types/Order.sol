// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What paying out an order needs. The first six words come first because orders of one batch share them.
struct SettlementTerms {
    address token; // allow-listed ERC-20
    address integrator; // receives integratorFeeBps of amount; zero = none
    uint16 integratorFeeBps; // basis points of amount
    uint16 protocolFeeBps; // basis points of amount, at most the escrow's cap
    address verifier; // IPayoutVerifier; zero = none (optimistic lane)
    uint40 challengeWindow; // seconds a submission stays open above the instant cap
    uint128 amount; // token units locked, fees included
    uint128 payout; // minor units of the corridor's currency the recipient must receive
}

/// @notice What claiming an order needs beside the settlement terms.
struct RoutingTerms {
    bytes32 corridor; // ASCII "CUR/rail", left-aligned, e.g. "NGN/bank"
    address[3] pinned; // exclusive providers, in order, zeros last; all zero = the network routes
    uint40 turnSeconds; // length of one turn
    uint40 claimBy; // unix seconds; a claim is allowed strictly before it
    uint40 payWindow; // seconds from claim until anyone may expire it
}

/// @notice Who stands around an order, and the payer's way out.
struct PartyTerms {
    address payer; // funds the order, may confirm or dispute; EOA or ERC-1271 account
    address refundTo; // the only address a refund can go to
    address arbiter; // decides a dispute; zero = none
    uint40 reclaimAfter; // unix seconds; reclaim is allowed at or after it
    bytes32 recipientHash; // keccak256(salt ‖ canonical recipient)
    uint64 salt; // uniqueness
}

/// @notice Terms fixed by the payer. Its id is the EIP-712 digest of
/// `Order(SettlementTerms settlement,OrderDetails details)`, `OrderDetails(RoutingTerms routing,PartyTerms parties)`:
/// two levels, so that settling re-sends the settlement terms and one hash.
struct Order {
    SettlementTerms settlement;
    RoutingTerms routing;
    PartyTerms parties;
}

/// @notice The settlement terms that every order of a group shares.
struct SharedTerms {
    address token;
    address integrator;
    uint16 integratorFeeBps;
    uint16 protocolFeeBps;
    address verifier;
    uint40 challengeWindow;
}

/// @notice One proven payout in a group.
struct Submission {
    uint128 amount;
    uint128 payout;
    bytes32 detailsHash; // struct hash of the order's OrderDetails
    address provider; // the claimer that paid
    uint40 paidAt; // unix seconds
}

/// @notice Proven payouts of orders with the same shared terms.
struct SubmissionGroup {
    SharedTerms shared;
    Submission[] items;
}

/// @notice One submission whose challenge window has passed, in a group.
struct Settlement {
    uint128 amount;
    uint128 payout;
    bytes32 detailsHash;
}

/// @notice Submissions to settle of orders with the same shared terms.
struct SettlementGroup {
    SharedTerms shared;
    Settlement[] items;
}

/// @notice One claim in a batch.
struct ClaimRequest {
    SettlementTerms settlement;
    RoutingTerms routing;
    bytes32 partiesHash; // struct hash of the order's PartyTerms
    bytes32 route; // digest of the inputs the claimer ranked on
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

/// @notice An order's state as views return it; it is stored in one word.
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

/// @notice Signed by attesters: this provider paid this order's recipient, in full and under the order's own payment
/// reference (which is a function of the order id, so the id stands for it).
struct PayoutAttestation {
    bytes32 orderId;
    address provider;
    uint128 payout; // minor units that arrived: the order's `payout`
    uint40 paidAt; // unix seconds
}
