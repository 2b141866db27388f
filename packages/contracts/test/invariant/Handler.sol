// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice Many actors on one escrow, with a model of every account and wallet beside it.
contract Handler is EscrowTest {
    uint256 public constant MAX_ORDERS = 14;

    Order[] internal orders;
    bytes32[] public ids;
    mapping(bytes32 orderId => Status) public statusOf;
    mapping(bytes32 orderId => uint256) public payoutsOf;
    // The model: what each address should hold in its account, free and locked together.
    mapping(address account => uint256) public expectedOf;
    mapping(Status from => mapping(Status to => bool)) private _allowed;
    address[] internal actors;
    uint256 public expectedRefunds;
    string public fault; // the first broken rule, for the invariant to report

    constructor() {
        setUp();
        actors = [payer.addr, refundTo, integrator, feeReceiver, provider, rival, stranger];
        expectedOf[provider] = STAKE;
        expectedOf[rival] = STAKE;
        _allowed[Status.None][Status.Open] = true;
        _allowed[Status.Open][Status.Claimed] = true;
        _allowed[Status.Open][Status.Refunded] = true;
        _allowed[Status.Claimed][Status.Open] = true;
        _allowed[Status.Claimed][Status.Submitted] = true;
        _allowed[Status.Claimed][Status.Settled] = true;
        _allowed[Status.Submitted][Status.Settled] = true;
        _allowed[Status.Submitted][Status.Disputed] = true;
        _allowed[Status.Disputed][Status.Settled] = true;
        _allowed[Status.Disputed][Status.Refunded] = true;
    }

    // --- actions

    function create(uint256 amount, uint256 kind) external {
        if (orders.length == MAX_ORDERS) return;
        Order memory order = _order();
        order.settlement.amount = uint128(bound(amount, 1, 2 * INSTANT_CAP));
        if (kind % 3 == 0) order.settlement.verifier = address(0);
        if (kind % 5 == 0) order.settlement.refundTo = payer.addr;
        order.routing.salt = orders.length;
        bytes32 orderId = _create(order);
        orders.push(order);
        ids.push(orderId);
        _moved(orderId);
    }

    function claim(uint256 seed, bool byRival) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Open);
        vm.prank(byRival ? rival : provider);
        escrow.claim(order, 0);
        _moved(orderId);
    }

    function giveUp(uint256 seed, uint256 cause) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Claimed);
        address claimer = escrow.stateOf(orderId).claimer;
        vm.prank(claimer);
        escrow.giveUp(order, FailureCause(bound(cause, 3, 6)));
        _penalize(order, claimer, 20);
        _moved(orderId);
    }

    function expireClaim(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Claimed);
        address claimer = escrow.stateOf(orderId).claimer;
        vm.prank(stranger);
        escrow.expireClaim(order);
        _penalize(order, claimer, 2);
        _moved(orderId);
    }

    function submit(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Claimed);
        PayoutAttestation memory attestation = _attestation(order);
        attestation.provider = escrow.stateOf(orderId).claimer;
        bytes memory proof = order.settlement.verifier == address(0) ? bytes("") : _prove(_one(attestation));
        vm.prank(attestation.provider);
        escrow.submit(order, attestation, proof);
        if (_status(orderId) == Status.Settled) _paid(order, orderId);
        _moved(orderId);
    }

    function confirm(uint256 seed, bool submitted) external {
        (Order memory order, bytes32 orderId) = _pick(seed, submitted ? Status.Submitted : Status.Claimed);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _paid(order, orderId);
        _moved(orderId);
    }

    function settle(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Submitted);
        escrow.settle(order);
        _paid(order, orderId);
        _moved(orderId);
    }

    function settleBatch() external {
        escrow.settleBatch(orders);
        for (uint256 i; i < ids.length; ++i) {
            if (_status(ids[i]) == statusOf[ids[i]]) continue;
            _paid(orders[i], ids[i]);
            _moved(ids[i]);
        }
    }

    function challenge(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Submitted);
        uint128 bond = escrow.bondOf(order.settlement.amount);
        _stake(payer.addr, bond);
        expectedOf[payer.addr] += bond;
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
        _moved(orderId);
    }

    function resolve(uint256 seed, bool forClaimer) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Disputed);
        address claimer = escrow.stateOf(orderId).claimer;
        uint256 bond = escrow.bondOf(order.settlement.amount);
        vm.prank(arbiter);
        escrow.resolve(order, forClaimer ? Ruling.PayClaimer : Ruling.RefundPayer, 0);
        expectedOf[forClaimer ? payer.addr : claimer] -= bond;
        expectedOf[forClaimer ? claimer : order.settlement.refundTo] += bond;
        if (forClaimer) _paid(order, orderId);
        else _refunded(order, orderId);
        _moved(orderId);
    }

    function resolveByDefault(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Disputed);
        escrow.resolveByDefault(order);
        if (order.settlement.verifier != address(0)) _paid(order, orderId);
        else _refunded(order, orderId);
        _moved(orderId);
    }

    function reclaim(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Open);
        vm.prank(stranger);
        escrow.reclaim(order);
        _refunded(order, orderId);
        _moved(orderId);
    }

    function deposit(uint256 seed, uint128 amount) external {
        address actor = actors[seed % actors.length];
        amount = uint128(bound(amount, 0, STAKE));
        _stake(actor, amount);
        expectedOf[actor] += amount;
    }

    function withdraw(uint256 seed, uint128 amount) external {
        address actor = actors[seed % actors.length];
        (uint128 free,) = escrow.accountOf(actor, address(token));
        amount = uint128(bound(amount, 0, free));
        vm.prank(actor);
        escrow.withdraw(address(token), amount, address(0xdead));
        expectedOf[actor] -= amount;
    }

    /// @dev One step in three is long enough to outlive every deadline but a whole lifetime.
    function advance(uint256 time, uint256 kind) external {
        vm.warp(block.timestamp + bound(time, 1, kind % 3 == 0 ? 8 days : 8 hours));
    }

    // --- what the invariants read

    function orderCount() external view returns (uint256) {
        return orders.length;
    }

    function getActors() external view returns (address[] memory) {
        return actors;
    }

    function getEscrow() external view returns (OrderEscrow, TestUSD) {
        return (escrow, token);
    }

    function liveAmount() external view returns (uint256 sum) {
        for (uint256 i; i < orders.length; ++i) {
            Status status = _status(ids[i]);
            if (status != Status.Settled && status != Status.Refunded) sum += orders[i].settlement.amount;
        }
    }

    function refundedAmount() external view returns (uint256) {
        return token.balanceOf(refundTo) + token.balanceOf(payer.addr);
    }

    /// @dev Takes one permissionless step with everybody else offline; true when the order is in a terminal state.
    function finish(uint256 index) external returns (bool) {
        Order memory order = orders[index];
        Status status = _status(ids[index]);
        vm.startPrank(stranger);
        if (status == Status.Open) escrow.reclaim(order);
        else if (status == Status.Claimed) escrow.expireClaim(order);
        else if (status == Status.Submitted) escrow.settle(order);
        else if (status == Status.Disputed) escrow.resolveByDefault(order);
        vm.stopPrank();
        status = _status(ids[index]);
        return status == Status.Settled || status == Status.Refunded;
    }

    // --- the model

    function _pick(uint256 seed, Status wanted) private view returns (Order memory, bytes32) {
        uint256 count = orders.length;
        for (uint256 i; i < count; ++i) {
            uint256 index = (seed % count + i) % count;
            if (_status(ids[index]) == wanted) return (orders[index], ids[index]);
        }
        revert("no such order");
    }

    function _moved(bytes32 orderId) private {
        Status to = _status(orderId);
        if (!_allowed[statusOf[orderId]][to]) fault = "a status was reached outside the table";
        statusOf[orderId] = to;
    }

    function _paid(Order memory order, bytes32 orderId) private {
        SettlementTerms memory terms = order.settlement;
        uint256 first = uint256(terms.amount) * terms.integratorFeeBps / 10_000;
        uint256 second = uint256(terms.amount) * terms.protocolFeeBps / 10_000;
        expectedOf[terms.integrator] += first;
        expectedOf[feeReceiver] += second;
        expectedOf[escrow.stateOf(orderId).claimer] += terms.amount - first - second;
        ++payoutsOf[orderId];
    }

    function _refunded(Order memory order, bytes32 orderId) private {
        expectedRefunds += order.settlement.amount;
        ++payoutsOf[orderId];
    }

    function _penalize(Order memory order, address claimer, uint256 divisor) private {
        uint256 penalty = (uint256(escrow.bondOf(order.settlement.amount)) + divisor - 1) / divisor;
        expectedOf[claimer] -= penalty;
        expectedOf[order.settlement.refundTo] += penalty;
    }
}
