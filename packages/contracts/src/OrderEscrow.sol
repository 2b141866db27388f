// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ProviderAccounts} from "./ProviderAccounts.sol";
import {IOrderEscrow} from "./interfaces/IOrderEscrow.sol";
import {IPayoutVerifier} from "./interfaces/IPayoutVerifier.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {SafeTransfer} from "./libraries/SafeTransfer.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TermChecks} from "./libraries/TermChecks.sol";
import {
    FailureCause,
    Order,
    OrderState,
    PayoutAttestation,
    RoutingTerms,
    Ruling,
    SettlementTerms,
    Status
} from "./types/Order.sol";

/// @title Order escrow
/// @notice The state machine of an order. Immutable: no owner, no pause, no upgrade.
contract OrderEscrow is ProviderAccounts, Eip712 {
    using SafeTransfer for address;

    uint256 private constant BPS = 10_000;
    uint256 private constant MAX_PROTOCOL_FEE_BPS = 1_000;
    uint256 private constant DISPUTE_WINDOW = 7 days;
    uint256 private constant GIVE_UP_DIVISOR = 20;
    uint256 private constant EXPIRY_DIVISOR = 2;

    /// @inheritdoc IOrderEscrow
    address public immutable registry;
    /// @inheritdoc IOrderEscrow
    address public immutable feeReceiver;
    /// @inheritdoc IOrderEscrow
    uint16 public immutable bondBps;
    /// @inheritdoc IOrderEscrow
    uint16 public immutable maxProtocolFeeBps;

    mapping(bytes32 orderId => OrderState) private _states;

    /// @param instantCaps_ per token: a proven payout of at most this amount settles without a challenge window
    constructor(
        address registry_,
        address[] memory allowedTokens_,
        uint128[] memory instantCaps_,
        uint16 bondBps_,
        uint16 maxProtocolFeeBps_,
        address feeReceiver_
    ) Eip712("Paynode OrderEscrow") {
        if (registry_ == address(0) || feeReceiver_ == address(0)) revert ZeroAddress();
        if (allowedTokens_.length != instantCaps_.length) {
            revert LengthMismatch(allowedTokens_.length, instantCaps_.length);
        }
        if (bondBps_ > BPS) revert AmountOutOfRange(bondBps_, BPS);
        if (maxProtocolFeeBps_ > MAX_PROTOCOL_FEE_BPS) revert FeeTooHigh(maxProtocolFeeBps_, MAX_PROTOCOL_FEE_BPS);
        for (uint256 i; i < allowedTokens_.length; ++i) {
            if (allowedTokens_[i].code.length == 0) revert TokenNotAllowed(allowedTokens_[i]);
            _policies[allowedTokens_[i]] = TokenPolicy(true, instantCaps_[i]);
        }
        registry = registry_;
        feeReceiver = feeReceiver_;
        bondBps = bondBps_;
        maxProtocolFeeBps = maxProtocolFeeBps_;
    }

    /// @inheritdoc IOrderEscrow
    function create(Order calldata order) external nonReentrant returns (bytes32 orderId) {
        // 1. check
        SettlementTerms calldata terms = order.settlement;
        if (msg.sender != terms.payer) revert InvalidSender(msg.sender, terms.payer);
        _checkToken(terms.token);
        TermChecks.checkSettlement(terms, maxProtocolFeeBps);
        TermChecks.checkRouting(order.routing, terms.reclaimAfter);
        orderId = hashOrder(order);
        if (_states[orderId].status != Status.None) revert OrderExists(orderId);
        // 2. effect + event
        _states[orderId] = OrderState(Status.Open, address(0), _now(), _now());
        emit OrderCreated(orderId, terms.payer, terms.corridor, order);
        // 3. interaction
        terms.token.pullExact(msg.sender, terms.amount);
    }

    /// @inheritdoc IOrderEscrow
    function claim(Order calldata order, bytes32 route) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        _checkStatus(orderId, state.status, Status.Open);
        RoutingTerms calldata routing = order.routing;
        if (block.timestamp >= routing.claimBy) revert TooLate(block.timestamp, routing.claimBy);
        TermChecks.checkTurn(routing, state.createdAt);
        if (!IProviderRegistry(registry).isActive(msg.sender, order.settlement.corridor)) {
            revert NotRegistered(msg.sender, order.settlement.corridor);
        }
        // 2. effect + event
        uint128 bond = bondOf(order.settlement.amount);
        _lock(msg.sender, order.settlement.token, bond);
        _states[orderId] = OrderState(Status.Claimed, msg.sender, state.createdAt, _now());
        emit OrderClaimed(orderId, msg.sender, route, bond, _now() + routing.payWindow);
    }

    /// @inheritdoc IOrderEscrow
    function giveUp(Order calldata order, FailureCause cause) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        _checkStatus(orderId, state.status, Status.Claimed);
        if (msg.sender != state.claimer) revert InvalidSender(msg.sender, state.claimer);
        if (cause < FailureCause.RecipientRejected) revert WrongCause(cause);
        uint256 payBy = uint256(state.changedAt) + order.routing.payWindow;
        if (block.timestamp > payBy) revert TooLate(block.timestamp, payBy); // an expired claim costs more
        // 2. effect + event
        _reopen(order.settlement, orderId, state, GIVE_UP_DIVISOR, cause);
    }

    /// @inheritdoc IOrderEscrow
    function expireClaim(Order calldata order) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        _checkStatus(orderId, state.status, Status.Claimed);
        uint256 payBy = uint256(state.changedAt) + order.routing.payWindow;
        if (block.timestamp <= payBy) revert TooEarly(block.timestamp, payBy + 1);
        // 2. effect + event
        _reopen(order.settlement, orderId, state, EXPIRY_DIVISOR, FailureCause.Expired);
    }

    /// @inheritdoc IOrderEscrow
    function confirm(Order calldata order, bytes calldata signature) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        if (state.status != Status.Submitted) _checkStatus(orderId, state.status, Status.Claimed);
        address payer = order.settlement.payer;
        if (msg.sender != payer || signature.length != 0) {
            bytes32 digest = _toDigest(OrderHash.hashConfirmation(orderId));
            if (!Signatures.isValid(payer, digest, signature)) revert InvalidSignature(orderId, payer);
        }
        // 2. effect + event
        _settle(order.settlement, orderId, state);
    }

    /// @inheritdoc IOrderEscrow
    function submit(Order calldata order, PayoutAttestation calldata attestation, bytes calldata proof)
        external
        nonReentrant
    {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        _requireNone(_faultOfSubmission(terms, orderId, state, attestation));
        if (terms.verifier == address(0)) {
            _checkOptimistic(terms, orderId, state.claimer, proof);
        } else {
            _checkProof(terms.verifier, OrderHash.hashSingle(attestation), proof);
        }
        // 2. effect + event
        _accept(terms, orderId, state, attestation.paymentReferenceHash);
    }

    /// @inheritdoc IOrderEscrow
    function submitBatch(Order[] calldata orders, PayoutAttestation[] calldata attestations, bytes calldata proof)
        external
        nonReentrant
    {
        // 1. check
        if (orders.length != attestations.length) revert LengthMismatch(orders.length, attestations.length);
        if (orders.length == 0) revert AmountOutOfRange(0, 1);
        address verifier = orders[0].settlement.verifier;
        if (verifier == address(0)) revert NoVerifier(hashOrder(orders[0]));
        _checkProof(verifier, OrderHash.hashBatch(attestations), proof);
        // 2. effect + event
        for (uint256 i; i < orders.length; ++i) {
            _acceptOrSkip(orders[i], attestations[i], verifier);
        }
    }

    /// @inheritdoc IOrderEscrow
    function settle(Order calldata order) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        _requireNone(_faultOfSettling(order.settlement, orderId, state));
        // 2. effect + event
        _settle(order.settlement, orderId, state);
    }

    /// @inheritdoc IOrderEscrow
    function settleBatch(Order[] calldata orders) external nonReentrant {
        for (uint256 i; i < orders.length; ++i) {
            // 1. check
            (bytes32 orderId, OrderState memory state) = _load(orders[i]);
            bytes memory fault = _faultOfSettling(orders[i].settlement, orderId, state);
            // 2. effect + event
            if (fault.length == 0) _settle(orders[i].settlement, orderId, state);
            else emit OrderSkipped(orderId, bytes4(fault));
        }
    }

    /// @inheritdoc IOrderEscrow
    function challenge(Order calldata order, bytes32 evidenceHash) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        _checkStatus(orderId, state.status, Status.Submitted);
        if (msg.sender != terms.payer) revert InvalidSender(msg.sender, terms.payer);
        if (terms.arbiter == address(0)) revert NoArbiter(orderId);
        uint256 challengeBy = uint256(state.changedAt) + terms.challengeWindow;
        if (block.timestamp > challengeBy) revert TooLate(block.timestamp, challengeBy);
        // 2. effect + event
        _lock(msg.sender, terms.token, bondOf(terms.amount));
        _states[orderId] = OrderState(Status.Disputed, state.claimer, state.createdAt, _now());
        emit OrderChallenged(orderId, msg.sender, evidenceHash, _now() + uint40(DISPUTE_WINDOW));
    }

    /// @inheritdoc IOrderEscrow
    function resolve(Order calldata order, Ruling ruling, bytes32 evidenceHash) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        _checkStatus(orderId, state.status, Status.Disputed);
        if (msg.sender != terms.arbiter) revert InvalidSender(msg.sender, terms.arbiter);
        uint256 resolveBy = uint256(state.changedAt) + DISPUTE_WINDOW;
        if (block.timestamp > resolveBy) revert TooLate(block.timestamp, resolveBy);
        // 2. effect + event
        emit OrderResolved(orderId, msg.sender, ruling, evidenceHash);
        uint128 bond = bondOf(terms.amount);
        if (ruling == Ruling.PayClaimer) {
            _unlock(terms.payer, terms.token, bond, 0);
            _credit(state.claimer, terms.token, bond);
            emit Deposited(state.claimer, terms.token, bond);
            _settle(terms, orderId, state);
        } else {
            _unlock(terms.payer, terms.token, bond, bond);
            _releaseBond(terms, orderId, state.claimer, bond);
            // 3. interaction
            _refund(terms, orderId, state);
        }
    }

    /// @inheritdoc IOrderEscrow
    function resolveByDefault(Order calldata order) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        _checkStatus(orderId, state.status, Status.Disputed);
        uint256 resolveBy = uint256(state.changedAt) + DISPUTE_WINDOW;
        if (block.timestamp <= resolveBy) revert TooEarly(block.timestamp, resolveBy + 1);
        // 2. effect + event
        uint128 bond = bondOf(terms.amount);
        _unlock(terms.payer, terms.token, bond, bond);
        if (terms.verifier != address(0)) {
            emit OrderResolved(orderId, address(0), Ruling.PayClaimer, 0);
            _settle(terms, orderId, state);
        } else {
            emit OrderResolved(orderId, address(0), Ruling.RefundPayer, 0);
            _releaseBond(terms, orderId, state.claimer, 0);
            // 3. interaction
            _refund(terms, orderId, state);
        }
    }

    /// @inheritdoc IOrderEscrow
    function reclaim(Order calldata order) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderState memory state) = _load(order);
        _checkStatus(orderId, state.status, Status.Open);
        uint256 reclaimAfter = order.settlement.reclaimAfter;
        if (block.timestamp < reclaimAfter) revert TooEarly(block.timestamp, reclaimAfter);
        // 2. effect + event
        emit OrderFailed(orderId, address(0), FailureCause.Unclaimed);
        // 3. interaction
        _refund(order.settlement, orderId, state);
    }

    /// @inheritdoc IOrderEscrow
    function hashOrder(Order calldata order) public view returns (bytes32 orderId) {
        return _toDigest(OrderHash.hashOrderStruct(order));
    }

    /// @inheritdoc IOrderEscrow
    function stateOf(bytes32 orderId) external view returns (OrderState memory) {
        return _states[orderId];
    }

    /// @inheritdoc IOrderEscrow
    function bondOf(uint128 amount) public view returns (uint128) {
        return uint128((uint256(amount) * bondBps + BPS - 1) / BPS); // bondBps <= BPS: fits
    }

    /// @inheritdoc IOrderEscrow
    function batchDigest(PayoutAttestation[] calldata attestations) external pure returns (bytes32) {
        return OrderHash.hashBatch(attestations);
    }

    /// @inheritdoc IOrderEscrow
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    // --- checks

    /// @dev The provider's bare word is worth nothing unless somebody can contest it before somebody.
    function _checkOptimistic(SettlementTerms calldata terms, bytes32 orderId, address claimer, bytes calldata proof)
        private
        view
    {
        if (terms.arbiter == address(0) || terms.challengeWindow == 0) revert NoVerifier(orderId);
        if (msg.sender != claimer) revert InvalidSender(msg.sender, claimer);
        if (proof.length != 0) revert LengthMismatch(proof.length, 0);
    }

    function _checkProof(address verifier, bytes32 digest, bytes calldata proof) private view {
        if (!IPayoutVerifier(verifier).verify(digest, proof)) revert ProofRejected(verifier);
    }

    function _checkStatus(bytes32 orderId, Status status, Status expected) private pure {
        if (status != expected) revert WrongStatus(orderId, status, expected);
    }

    /// @dev The encoded error that keeps a submission from being accepted; empty when nothing does.
    function _faultOfSubmission(
        SettlementTerms calldata terms,
        bytes32 orderId,
        OrderState memory state,
        PayoutAttestation calldata attestation
    ) private pure returns (bytes memory) {
        if (state.status != Status.Claimed) {
            return abi.encodeWithSelector(WrongStatus.selector, orderId, state.status, Status.Claimed);
        }
        if (attestation.orderId != orderId) {
            return abi.encodeWithSelector(WrongOrder.selector, attestation.orderId, orderId);
        }
        if (attestation.provider != state.claimer) {
            return abi.encodeWithSelector(WrongProvider.selector, attestation.provider, state.claimer);
        }
        if (attestation.payout < terms.payout) {
            return abi.encodeWithSelector(PayoutTooSmall.selector, attestation.payout, terms.payout);
        }
        return "";
    }

    /// @dev The encoded error that keeps a submission from being settled; empty when nothing does.
    function _faultOfSettling(SettlementTerms calldata terms, bytes32 orderId, OrderState memory state)
        private
        view
        returns (bytes memory)
    {
        if (state.status != Status.Submitted) {
            return abi.encodeWithSelector(WrongStatus.selector, orderId, state.status, Status.Submitted);
        }
        uint256 challengeBy = uint256(state.changedAt) + terms.challengeWindow;
        if (block.timestamp <= challengeBy) {
            return abi.encodeWithSelector(TooEarly.selector, block.timestamp, challengeBy + 1);
        }
        return "";
    }

    function _requireNone(bytes memory fault) private pure {
        if (fault.length == 0) return;
        assembly ("memory-safe") {
            revert(add(fault, 32), mload(fault))
        }
    }

    // --- effects

    function _acceptOrSkip(Order calldata order, PayoutAttestation calldata attestation, address verifier) private {
        (bytes32 orderId, OrderState memory state) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        bytes memory fault = terms.verifier == verifier
            ? _faultOfSubmission(terms, orderId, state, attestation)
            : abi.encodeWithSelector(WrongVerifier.selector, terms.verifier, verifier);
        if (fault.length == 0) _accept(terms, orderId, state, attestation.paymentReferenceHash);
        else emit OrderSkipped(orderId, bytes4(fault));
    }

    /// @dev A proven payout up to the instant cap settles at once; anything else waits for a challenge.
    function _accept(
        SettlementTerms calldata terms,
        bytes32 orderId,
        OrderState memory state,
        bytes32 paymentReferenceHash
    ) private {
        bool instant =
            terms.verifier != address(0) && terms.amount <= _policies[terms.token].instantCap;
        uint40 settleAfter = instant ? _now() : _now() + terms.challengeWindow;
        emit OrderSubmitted(orderId, state.claimer, paymentReferenceHash, settleAfter);
        if (instant) {
            _settle(terms, orderId, state);
        } else {
            _states[orderId] = OrderState(Status.Submitted, state.claimer, state.createdAt, _now());
        }
    }

    /// @dev Credits the claimer with the amount less fees and returns its bond, in one account write.
    function _settle(SettlementTerms calldata terms, bytes32 orderId, OrderState memory state) private {
        _states[orderId] = OrderState(Status.Settled, state.claimer, state.createdAt, _now());
        uint128 credited = terms.amount - _accrueFee(terms.integrator, terms, terms.integratorFeeBps)
            - _accrueFee(feeReceiver, terms, terms.protocolFeeBps);
        uint128 bond = bondOf(terms.amount);
        _unlock(state.claimer, terms.token, bond, credited + bond);
        emit OrderSettled(orderId, state.claimer, credited);
    }

    function _accrueFee(address receiver, SettlementTerms calldata terms, uint16 feeBps) private returns (uint128 fee) {
        fee = uint128((uint256(terms.amount) * feeBps) / BPS);
        if (fee == 0) return 0;
        _credit(receiver, terms.token, fee);
        emit FeesAccrued(receiver, terms.token, fee);
    }

    /// @dev Back to Open; 1/divisor of the bond, rounded up, goes to the account of `refundTo`.
    function _reopen(
        SettlementTerms calldata terms,
        bytes32 orderId,
        OrderState memory state,
        uint256 divisor,
        FailureCause cause
    ) private {
        _states[orderId] = OrderState(Status.Open, address(0), state.createdAt, _now());
        uint128 penalty = uint128((bondOf(terms.amount) + divisor - 1) / divisor);
        _releaseBond(terms, orderId, state.claimer, penalty);
        emit OrderFailed(orderId, state.claimer, cause);
    }

    /// @dev Unlocks the claimer's bond but for `toPayer`, which goes to the account of `refundTo`.
    function _releaseBond(SettlementTerms calldata terms, bytes32 orderId, address claimer, uint128 toPayer) private {
        uint128 bond = bondOf(terms.amount);
        _unlock(claimer, terms.token, bond, bond - toPayer);
        if (toPayer != 0) _credit(terms.refundTo, terms.token, toPayer);
        emit BondMoved(claimer, terms.token, orderId, toPayer);
    }

    /// @dev Ends with the transfer: every caller has done its effects before. A token that refuses `refundTo` blocks nobody.
    function _refund(SettlementTerms calldata terms, bytes32 orderId, OrderState memory state) private {
        _states[orderId] = OrderState(Status.Refunded, state.claimer, state.createdAt, _now());
        emit OrderRefunded(orderId, terms.refundTo, terms.amount);
        if (terms.token.trySend(terms.refundTo, terms.amount)) return;
        _credit(terms.refundTo, terms.token, terms.amount);
        emit Deposited(terms.refundTo, terms.token, terms.amount);
    }

    // --- reads

    function _load(Order calldata order) private view returns (bytes32 orderId, OrderState memory state) {
        orderId = hashOrder(order);
        state = _states[orderId];
    }

    function _now() private view returns (uint40) {
        return uint40(block.timestamp);
    }
}
