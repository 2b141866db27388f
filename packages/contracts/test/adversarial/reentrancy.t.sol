// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CallbackToken} from "../mocks/tokens/CallbackToken.sol";
import "./AdversarialTest.sol";

/// @notice A token that is itself a payer, a provider, a refund address and an arbiter calls every function of the escrow from inside every
/// transfer. What moves tokens is locked; what does not may get through, and changes nothing that somebody else owns.
contract ReentrancyTest is AdversarialTest {
    CallbackToken private token;
    Order private open_;
    Order private claimed_;
    Order private own_;

    function setUp() public override {
        super.setUp();
        token = new CallbackToken();
        _allow(address(token));
        _deposit(provider, address(token), 10e6);
        _deposit(address(token), address(token), 10e6);
        _joinToken();
        open_ = _order(address(token), AMOUNT);
        _create(open_);
        claimed_ = _order(address(token), AMOUNT);
        _create(claimed_);
        _claim(claimed_);
        own_ = _order(address(token), AMOUNT);
        own_.parties.payer = address(token);
        own_.parties.refundTo = address(token);
        _fund(address(token), address(token), AMOUNT);
    }

    function test_create_succeeds_whenReentered() public {
        Order memory order = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        _arm();
        vm.prank(payer.addr);
        escrow.create(order);
        _assertHarmless(3 * AMOUNT);
        _assertStatus(order, Status.Open);
    }

    function test_createFor_succeeds_whenReentered() public {
        Order memory order = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        bytes memory signature = _sign(payer.privateKey, escrow.hashOrder(order));
        _arm();
        escrow.createFor(order, signature);
        _assertHarmless(3 * AMOUNT);
        _assertStatus(order, Status.Open);
    }

    function test_deposit_succeeds_whenReentered() public {
        _fund(stranger, address(token), AMOUNT);
        _arm();
        vm.prank(stranger);
        escrow.depositFor(provider, address(token), AMOUNT);
        _assertHarmless(2 * AMOUNT);
        (uint128 free,) = escrow.accountOf(provider, address(token));
        _assertStatus(claimed_, Status.Settled); // its proof is valid, whoever brings it
        assertEq(free, 10e6 + AMOUNT + AMOUNT * 985 / 1000, "credited once");
    }

    function test_withdraw_succeeds_whenReentered() public {
        _arm();
        vm.prank(provider);
        escrow.withdraw(address(token), 9e6, provider);
        assertEq(token.balanceOf(provider), 9e6, "paid once");
        _assertHarmless(2 * AMOUNT);
    }

    function test_reclaim_succeeds_whenReentered() public {
        vm.warp(open_.parties.reclaimAfter);
        _arm();
        escrow.reclaim(open_);
        assertEq(token.balanceOf(refundTo), AMOUNT, "paid once");
        _assertHarmless(AMOUNT);
        _assertStatus(open_, Status.Refunded);
    }

    function test_resolve_succeeds_whenReentered() public {
        Order memory order = _dispute();
        _arm();
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.RefundPayer, 0);
        assertEq(token.balanceOf(refundTo), AMOUNT, "paid once");
        _assertHarmless(2 * AMOUNT);
        _assertStatus(order, Status.Refunded);
    }

    function test_resolveByDefault_succeeds_whenReentered() public {
        Order memory order = _dispute();
        vm.warp(block.timestamp + 7 days + 1);
        _arm();
        escrow.resolveByDefault(order);
        assertEq(token.balanceOf(refundTo), AMOUNT, "paid once");
        _assertHarmless(2 * AMOUNT);
        _assertStatus(order, Status.Refunded);
    }

    /// @dev An order on the provider's word, contested.
    function _dispute() private returns (Order memory order) {
        order = _order(address(token), AMOUNT);
        order.settlement.verifier = address(0);
        _create(order);
        _claim(order);
        (bytes32 details,) = escrow.hashParts(order);
        vm.prank(provider);
        escrow.submit(order.settlement, details, uint40(block.timestamp), "");
        _deposit(payer.addr, address(token), escrow.bondOf(AMOUNT));
        vm.prank(payer.addr);
        escrow.challenge(order, 0);
    }

    /// @dev Everything there is to call, with arguments that would work from outside or fail for one reason only.
    function _arm() private {
        (bytes32 details,) = escrow.hashParts(claimed_);
        (, bytes32 openParties) = escrow.hashParts(open_);
        bytes[] memory one = new bytes[](1);
        one[0] = abi.encodeCall(escrow.create, (own_));
        bytes[] memory calls = new bytes[](24);
        calls[0] = one[0];
        calls[1] = abi.encodeCall(escrow.createBatch, (one));
        calls[2] = abi.encodeCall(escrow.createFor, (own_, ""));
        calls[3] = abi.encodeCall(escrow.createWithPermit, (own_, type(uint256).max, new bytes(65), ""));
        calls[4] = abi.encodeCall(escrow.createWithAuthorization, (own_, new bytes(65)));
        calls[5] = abi.encodeCall(escrow.createWithPermit2, (own_, 0, new bytes(65)));
        calls[6] = abi.encodeCall(escrow.claim, (open_.settlement, open_.routing, openParties, bytes32(0)));
        calls[7] = abi.encodeCall(escrow.giveUp, (claimed_, FailureCause.Other));
        calls[8] = abi.encodeCall(escrow.expireClaim, (claimed_));
        calls[9] = abi.encodeCall(escrow.confirm, (claimed_, ""));
        calls[10] =
            abi.encodeCall(escrow.submit, (claimed_.settlement, details, uint40(block.timestamp), _prove(claimed_)));
        calls[11] = abi.encodeCall(escrow.settle, (claimed_.settlement, details));
        calls[12] = abi.encodeCall(escrow.challenge, (claimed_, bytes32(0)));
        calls[13] = abi.encodeCall(escrow.resolve, (claimed_, Ruling.RefundPayer, bytes32(0)));
        calls[14] = abi.encodeCall(escrow.resolveByDefault, (claimed_));
        calls[15] = abi.encodeCall(escrow.reclaim, (open_));
        calls[16] = abi.encodeCall(escrow.collectFees, (integrator, address(token)));
        calls[17] = abi.encodeCall(escrow.deposit, (address(token), 1e6));
        calls[18] = abi.encodeCall(escrow.depositFor, (provider, address(token), 1e6));
        calls[19] = abi.encodeCall(escrow.withdraw, (address(token), 1e6, address(token)));
        calls[20] = abi.encodeCall(escrow.stake, (address(token), 1e6));
        calls[21] = abi.encodeCall(escrow.unstake, (address(token), 1e6));
        calls[22] = abi.encodeCall(escrow.pauseEntries, (address(token), true));
        calls[23] = abi.encodeCall(escrow.settleBatch, (new SettlementGroup[](0)));
        token.arm(address(escrow), calls);
    }

    /// @dev `live` is locked in orders at most; the claimed order may have been settled meanwhile by its own valid proof.
    function _assertHarmless(uint256 live) private view {
        assertEq(token.attempts(), 48, "before and after the move");
        bytes4[] memory through = token.through();
        for (uint256 i; i < through.length; ++i) {
            assertFalse(_movesTokens(through[i]), "a locked function was entered");
        }
        if (escrow.stateOf(escrow.hashOrder(claimed_)).status == Status.Settled) live -= AMOUNT;
        _assertStatus(own_, Status.None);
        _assertSolvent(address(token), live);
    }

    function _movesTokens(bytes4 selector) private pure returns (bool) {
        return selector == IOrderEscrow.create.selector || selector == IOrderEscrow.createFor.selector
            || selector == IOrderEscrow.createWithPermit.selector
            || selector == IOrderEscrow.createWithAuthorization.selector
            || selector == IOrderEscrow.createWithPermit2.selector || selector == IOrderEscrow.reclaim.selector
            || selector == IOrderEscrow.resolve.selector || selector == IOrderEscrow.resolveByDefault.selector
            || selector == IProviderAccounts.deposit.selector || selector == IProviderAccounts.depositFor.selector
            || selector == IProviderAccounts.withdraw.selector;
    }

    /// @dev The token registers as a provider, so that its claims are real.
    function _joinToken() private {
        Vm.Wallet memory node = _nodeOf(address(token));
        bytes memory binding = _bind(node, address(token));
        token.run(
            address(registry),
            abi.encodeCall(
                registry.register, (address(token), _record(node, address(token)), _publicKey(node), binding)
            )
        );
    }
}
