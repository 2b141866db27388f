// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "./Funder.sol";

/// @notice What many actors may do to one escrow, in any order; every step tells the model what should have followed.
contract Handler is Funder {
    // --- creating, in every lane

    function create(uint256 amount, uint256 kind) external {
        _createOne(amount, kind);
    }

    function createMore(uint256 amount, uint256 kind) external {
        for (uint256 i; i < 3; ++i) {
            _createOne(amount >> i, kind >> (8 * i));
        }
    }

    /// @dev A whole quarrel at once, because by chance few orders come so far: created, claimed, submitted, contested.
    function quarrel(uint256 amount, uint256 kind) external {
        uint256 index = orders.length;
        _createOne(amount, kind * WAYS + kind % 2); // by allowance or signature
        require(orders.length > index, "full");
        _reach(index, kind % 3 == 0 ? Status.Submitted : Status.Disputed);
    }

    /// @dev An order in the wanted state; when there is none, one of the state before is taken there.
    function _reach(uint256 seed, Status wanted) private returns (Order memory order, bytes32 orderId) {
        for (uint256 i; i < orders.length; ++i) {
            uint256 index = (seed % orders.length + i) % orders.length;
            if (_statusOf(ids[index]) == wanted) return (orders[index], ids[index]);
        }
        require(wanted > Status.Open, "no open order");
        (order, orderId) = _reach(seed, Status(uint8(wanted) - 1));
        if (wanted == Status.Claimed) _claimAs(_turnOf(order, orderId), order);
        if (wanted == Status.Submitted) return (order, _submitNow(order, orderId));
        if (wanted == Status.Disputed) _challenge(order);
        _moved(orderId);
    }

    /// @dev Somebody who may claim now.
    function _turnOf(Order memory order, bytes32 orderId) private view returns (address) {
        uint256 waited = block.timestamp - escrow.stateOf(orderId).createdAt;
        uint256 turn = order.routing.turnSeconds == 0 ? 3 : waited / order.routing.turnSeconds;
        return turn < 3 && order.routing.pinned[turn] != address(0) ? order.routing.pinned[turn] : providers[waited % 3];
    }

    function _challenge(Order memory order) private {
        _give(payer.addr, order.settlement.token, _bondOf(order.settlement.amount));
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
    }

    function _isIn(uint256 mask, uint256 index) private pure returns (bool) {
        return (mask >> (2 * index)) & 3 == 0;
    }

    // --- claiming

    function claim(uint256 seed, uint256 who) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Open);
        _claimAs(providers[who % providers.length], order);
        _moved(orderId);
    }

    /// @dev Tries a quarter of everything there is; skips what it may not have.
    function claimBatch(uint256 who, uint256 mask) external {
        ClaimRequest[] memory requests = new ClaimRequest[](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            bytes32 parties = TermHash.parties(orders[i].parties);
            if (_isIn(mask, i)) requests[i] = ClaimRequest(orders[i].settlement, orders[i].routing, parties, ROUTE);
        }
        vm.prank(providers[who % providers.length]);
        escrow.claimBatch(requests);
        for (uint256 i; i < ids.length; ++i) {
            if (_statusOf(ids[i]) != statusOf[ids[i]]) _moved(ids[i]);
        }
    }

    function giveUp(uint256 seed, uint256 cause) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Claimed);
        address claimer = escrow.stateOf(orderId).claimer;
        vm.prank(claimer);
        escrow.giveUp(order, FailureCause(_bound(cause, 3, 6)));
        _penalized(order, claimer, 20);
        _moved(orderId);
    }

    function expireClaim(uint256 seed, bool late) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Claimed);
        if (late) _waitUntil(escrow.stateOf(orderId).changedAt + order.routing.payWindow + 1);
        address claimer = escrow.stateOf(orderId).claimer;
        vm.prank(stranger);
        escrow.expireClaim(order);
        _penalized(order, claimer, 2);
        _moved(orderId);
    }

    // --- paying out

    function submit(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Claimed);
        _submitNow(order, orderId);
    }

    function _submitNow(Order memory order, bytes32 orderId) private returns (bytes32) {
        address claimer = escrow.stateOf(orderId).claimer;
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = TermHash.attestation(_paidBy(orderId, order, claimer));
        bool proven = order.settlement.verifier != address(0);
        _submitAs(claimer, order, proven ? _prove(TermHash.batch(hashes)) : bytes(""));
        _followed(order, orderId);
        return orderId;
    }

    /// @dev One proof over a quarter of all orders, whatever their state and verifier, each in a group of its own.
    function submitBatch(uint256 mask) external {
        SubmissionGroup[] memory groups = new SubmissionGroup[](orders.length);
        bytes32[] memory hashes = new bytes32[](orders.length);
        uint256 count;
        for (uint256 i; i < orders.length; ++i) {
            if (!_isIn(mask, i)) continue;
            address claimer = escrow.stateOf(ids[i]).claimer;
            SettlementTerms memory terms = orders[i].settlement;
            groups[i].shared = _shared(terms);
            groups[i].items = new Submission[](1);
            groups[i].items[0] =
                Submission(terms.amount, terms.payout, TermHash.details(orders[i]), claimer, uint40(block.timestamp));
            hashes[count++] = TermHash.attestation(_paidBy(ids[i], orders[i], claimer));
        }
        assembly ("memory-safe") {
            mstore(hashes, count)
        }
        escrow.submitBatch(verifier, groups, _prove(TermHash.batch(hashes)));
        _followAll();
    }

    function confirm(uint256 seed, bool submitted, bool relayed) external {
        (Order memory order, bytes32 orderId) = _reach(seed, submitted ? Status.Submitted : Status.Claimed);
        bytes memory signature = relayed ? _confirmation(order, payer.privateKey) : bytes("");
        vm.prank(relayed ? stranger : payer.addr);
        escrow.confirm(order, signature);
        _followed(order, orderId);
    }

    function settle(uint256 seed, bool late) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Submitted);
        if (late || seed % 2 == 0) {
            _waitUntil(escrow.stateOf(orderId).changedAt + order.settlement.challengeWindow + 1);
        }
        _settle(order);
        _followed(order, orderId);
    }

    function settleBatch(uint256 mask) external {
        SettlementGroup[] memory groups = new SettlementGroup[](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            SettlementTerms memory terms = orders[i].settlement;
            groups[i].shared = _shared(terms);
            if (!_isIn(mask, i)) continue;
            groups[i].items = new Settlement[](1);
            groups[i].items[0] = Settlement(terms.amount, terms.payout, TermHash.details(orders[i]));
        }
        escrow.settleBatch(groups);
        _followAll();
    }

    function collectFees(uint256 who) external {
        address of_ = who % 3 == 0 ? address(0) : integrator;
        address asset = who % 2 == 0 ? address(token) : address(usdc);
        escrow.collectFees(of_, asset);
        _collected(of_, asset);
    }

    // --- disputes and the way out

    function challenge(uint256 seed) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Submitted);
        _challenge(order);
        _moved(orderId);
    }

    function resolve(uint256 seed, bool forClaimer) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Disputed);
        address claimer = escrow.stateOf(orderId).claimer;
        uint256 bond = _bondOf(order.settlement.amount);
        vm.prank(arbiter);
        escrow.resolve(order, forClaimer ? Ruling.PayClaimer : Ruling.RefundPayer, 0);
        address asset = order.settlement.token;
        expectedOf[forClaimer ? payer.addr : claimer][asset] -= bond;
        expectedOf[forClaimer ? claimer : order.parties.refundTo][asset] += bond;
        _followed(order, orderId);
    }

    function resolveByDefault(uint256 seed, bool late) external {
        (Order memory order, bytes32 orderId) = _reach(seed, Status.Disputed);
        if (late || seed % 2 == 0) _waitUntil(escrow.stateOf(orderId).changedAt + 7 days + 1);
        escrow.resolveByDefault(order);
        _followed(order, orderId);
    }

    function reclaim(uint256 seed, bool late) external {
        (Order memory order, bytes32 orderId) = _pick(seed, Status.Open);
        if (late) _waitUntil(order.parties.reclaimAfter);
        vm.prank(stranger);
        escrow.reclaim(order);
        _followed(order, orderId);
    }

    // --- accounts

    function deposit(uint256 seed, uint128 amount, bool dollars) external {
        _give(actors[seed % actors.length], dollars ? address(usdc) : address(token), uint128(_bound(amount, 0, STAKE)));
    }

    function withdraw(uint256 seed, uint128 amount, bool dollars) external {
        address actor = actors[seed % actors.length];
        address asset = dollars ? address(usdc) : address(token);
        (uint128 free,) = escrow.accountOf(actor, asset);
        amount = uint128(_bound(amount, 0, free));
        vm.prank(actor);
        escrow.withdraw(asset, amount, address(0xdead));
        expectedOf[actor][asset] -= amount;
    }

    function stake(uint256 seed, uint128 amount) external {
        address actor = actors[seed % actors.length];
        (uint128 free, uint128 locked) = escrow.accountOf(actor, address(token));
        vm.prank(actor);
        escrow.stake(address(token), uint128(_bound(amount, 0, free + locked)));
    }

    function unstake(uint256 seed, uint128 amount) external {
        address actor = actors[seed % actors.length];
        (uint128 staked,,) = escrow.stakeOf(actor, address(token));
        vm.prank(actor);
        escrow.unstake(address(token), uint128(_bound(amount, 0, staked)));
    }

    // --- the world

    /// @dev Liveness, at any moment: time and a stranger alone end any order. What it does is undone.
    function proveLiveness(uint256 seed) external {
        if (orders.length == 0) return;
        uint256 snapshot = vm.snapshotState();
        bool finished;
        for (uint256 step; step < 3 && !finished; ++step) {
            vm.warp(block.timestamp + 31 days);
            finished = this.finish(seed % orders.length);
        }
        vm.revertToStateAndDelete(snapshot);
        if (!finished) fault = "an order cannot be ended by a stranger";
        else ++proofsOfLiveness;
    }

    uint256 public proofsOfLiveness;

    function pauseEntries(uint256 seed) external {
        vm.prank(guardian);
        escrow.pauseEntries(address(token), seed % 8 == 0);
    }

    /// @dev One step in three is long enough to outlive every deadline but a whole lifetime.
    function advance(uint256 time, uint256 kind) external {
        vm.warp(block.timestamp + _bound(time, 1, kind % 3 == 0 ? 8 days : 8 hours));
    }

    /// @dev A stranger with a payer's order and another's signature, or none: nothing may come of it.
    function attack(uint256 seed, uint256 kind) external {
        if (orders.length == 0) return;
        Order memory order = orders[seed % orders.length];
        bytes memory signature = _confirmation(order, attesterKeys[0]);
        vm.prank(stranger);
        if (kind % 8 == 0) escrow.create(order);
        else if (kind % 8 == 1) escrow.createFor(order, signature);
        else if (kind % 8 == 2) escrow.confirm(order, signature);
        else if (kind % 8 == 3) escrow.challenge(order, 0);
        else if (kind % 8 == 4) escrow.resolve(order, Ruling.RefundPayer, 0);
        else if (kind % 8 == 5) escrow.giveUp(order, FailureCause.Other);
        else if (kind % 8 == 6) escrow.claim(order.settlement, order.routing, TermHash.parties(order.parties), ROUTE);
        else escrow.submit(order.settlement, TermHash.details(order), uint40(block.timestamp), signature);
        fault = "a stranger got through";
    }
}
