// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice challenge, resolve and resolveByDefault.
contract DisputeTest is EscrowTest {
    function test_challenge_succeeds_locksPayersBond() public {
        bytes32 orderId = _dispute(_optimistic());
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(uint8(state.status), uint8(Status.Disputed));
        assertEq(state.claimer, provider);
        _assertAccount(payer.addr, 0, BOND);
        _assertAccount(provider, STAKE - BOND, BOND);
    }

    function test_challenge_emitsOrderChallenged() public {
        Order memory order = _optimistic();
        bytes32 orderId = _submit(order);
        _deposit(payer.addr, BOND);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderChallenged(orderId, payer.addr, "evidence", uint40(block.timestamp + 7 days));
        vm.prank(payer.addr);
        escrow.challenge(order, "evidence");
    }

    function test_challenge_reverts_whenNotPayer() public {
        Order memory order = _optimistic();
        _submit(order);
        _expectSender(stranger, payer.addr);
        vm.prank(stranger);
        escrow.challenge(order, 0);
    }

    function test_challenge_reverts_whenWindowPassed() public {
        Order memory order = _optimistic();
        bytes32 orderId = _submit(order);
        _deposit(payer.addr, BOND);
        uint256 challengeBy = block.timestamp + 6 hours;
        vm.warp(challengeBy + 1);
        _expectPair(IOrderEscrow.TooLate.selector, challengeBy + 1, challengeBy);
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
        vm.warp(challengeBy);
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
        _assertStatus(orderId, Status.Disputed);
    }

    function test_challenge_reverts_whenBondIsMissing() public {
        Order memory order = _optimistic();
        _submit(order);
        _expectPair(IProviderAccounts.InsufficientFunds.selector, 0, BOND);
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
    }

    function test_challenge_reverts_whenThereIsNoArbiter() public {
        Order memory order = _large();
        order.parties.arbiter = address(0);
        bytes32 orderId = _submit(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NoArbiter.selector, orderId));
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
    }

    function test_challenge_reverts_whenClaimed() public {
        Order memory order = _optimistic();
        _expectStatus(_claim(order), Status.Claimed, Status.Submitted);
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
    }

    function test_settle_reverts_whenDisputed() public {
        Order memory order = _optimistic();
        bytes32 orderId = _dispute(order);
        vm.warp(block.timestamp + 1 days);
        _expectStatus(orderId, Status.Disputed, Status.Submitted);
        _settle(order);
    }

    function test_resolve_succeeds_paysClaimerAndPayersBond() public {
        Order memory order = _optimistic();
        bytes32 orderId = _dispute(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderResolved(orderId, arbiter, Ruling.PayClaimer, "decision");
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Deposited(provider, address(token), BOND);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSettled(orderId, provider, AMOUNT - FEES);
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.PayClaimer, "decision");
        _assertStatus(orderId, Status.Settled);
        _assertAccount(payer.addr, 0, 0);
        _assertAccount(provider, STAKE + AMOUNT - FEES + BOND, 0);
        _assertFees(1e6, 0.5e6);
    }

    function test_resolve_succeeds_refundsPayerAndClaimersBond() public {
        Order memory order = _optimistic();
        bytes32 orderId = _dispute(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderResolved(orderId, arbiter, Ruling.RefundPayer, "decision");
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.BondMoved(provider, address(token), orderId, BOND);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderRefunded(orderId, refundTo, AMOUNT);
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.RefundPayer, "decision");
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(uint8(state.status), uint8(Status.Refunded));
        assertEq(state.claimer, provider);
        _assertAccount(payer.addr, BOND, 0);
        _assertAccount(provider, STAKE - BOND, 0);
        _assertAccount(refundTo, BOND, 0);
        assertEq(token.balanceOf(refundTo), AMOUNT);
        _assertFees(0, 0);
    }

    function test_resolve_reverts_whenNotArbiter() public {
        Order memory order = _optimistic();
        _dispute(order);
        _expectSender(payer.addr, arbiter);
        vm.prank(payer.addr);
        escrow.resolve(order, Ruling.RefundPayer, 0);
    }

    function test_resolve_reverts_whenDisputeWindowPassed() public {
        Order memory order = _optimistic();
        bytes32 orderId = _dispute(order);
        uint256 resolveBy = block.timestamp + 7 days;
        vm.warp(resolveBy + 1);
        _expectPair(IOrderEscrow.TooLate.selector, resolveBy + 1, resolveBy);
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.RefundPayer, 0);
        vm.warp(resolveBy);
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.RefundPayer, 0);
        _assertStatus(orderId, Status.Refunded);
    }

    function test_resolve_reverts_whenNotDisputed() public {
        Order memory order = _optimistic();
        _expectStatus(_submit(order), Status.Submitted, Status.Disputed);
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.RefundPayer, 0);
    }

    function test_resolve_reverts_whenRulingIsUnknown() public {
        Order memory order = _optimistic();
        bytes32 orderId = _dispute(order);
        bytes memory data = abi.encodeCall(IOrderEscrow.resolve, (order, Ruling.PayClaimer, 0));
        data[4 + 672 + 31] = 0x02;
        vm.prank(arbiter);
        (bool ok,) = address(escrow).call(data);
        assertFalse(ok);
        _assertStatus(orderId, Status.Disputed);
    }

    function test_resolveByDefault_succeeds_settlesWhatWasProven() public {
        Order memory order = _large();
        bytes32 orderId = _dispute(order);
        uint128 bond = _bondOf(order.settlement.amount);
        vm.warp(block.timestamp + 7 days + 1);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderResolved(orderId, address(0), Ruling.PayClaimer, 0);
        vm.prank(stranger);
        escrow.resolveByDefault(order);
        _assertStatus(orderId, Status.Settled);
        _assertAccount(payer.addr, bond, 0);
        _assertAccount(provider, STAKE + order.settlement.amount - 15e6, 0);
    }

    function test_resolveByDefault_succeeds_refundsWhatWasNot() public {
        Order memory order = _optimistic();
        bytes32 orderId = _dispute(order);
        vm.warp(block.timestamp + 7 days + 1);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderResolved(orderId, address(0), Ruling.RefundPayer, 0);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.BondMoved(provider, address(token), orderId, 0);
        escrow.resolveByDefault(order);
        _assertStatus(orderId, Status.Refunded);
        _assertAccount(payer.addr, BOND, 0);
        _assertAccount(provider, STAKE, 0);
        _assertAccount(refundTo, 0, 0);
        assertEq(token.balanceOf(refundTo), AMOUNT);
    }

    function test_resolveByDefault_reverts_whenArbiterStillHasTime() public {
        Order memory order = _optimistic();
        _dispute(order);
        uint256 resolveBy = block.timestamp + 7 days;
        vm.warp(resolveBy);
        _expectPair(IOrderEscrow.TooEarly.selector, resolveBy, resolveBy + 1);
        escrow.resolveByDefault(order);
    }

    function test_resolveByDefault_reverts_whenNotDisputed() public {
        Order memory order = _optimistic();
        bytes32 orderId = _submit(order);
        vm.warp(block.timestamp + 8 days);
        _expectStatus(orderId, Status.Submitted, Status.Disputed);
        escrow.resolveByDefault(order);
    }
}
