// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../../src/libraries/SafeTransfer.sol";
import {ElasticToken} from "../mocks/tokens/ElasticToken.sol";
import {PlainToken} from "../mocks/tokens/PlainToken.sol";
import "./Permit2Test.sol";

/// @notice Fees on the way in are refused. A token that rebases or starts to take fees later can hurt its own holders only: what
/// it keeps from the escrow is missing for the last of them, never in another token, and nothing is taken off the books.
contract ElasticTest is Permit2Test {
    ElasticToken private token;
    PlainToken private other;

    function setUp() public override {
        super.setUp();
        token = new ElasticToken();
        other = new PlainToken(6);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(token), address(other));
        _allow(tokens);
        _deposit(provider, address(token), 10e6);
        _deposit(provider, address(other), 10e6);
    }

    function test_create_reverts_whenTokenTakesAFee() public {
        Order memory order = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        token.setFee(1);
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.WrongDelta.selector, AMOUNT - AMOUNT / 10_000, AMOUNT));
        vm.prank(payer.addr);
        escrow.create(order);
        assertEq(token.balanceOf(payer.addr), AMOUNT);
    }

    function test_createWithPermit2_reverts_whenTokenTakesAFee() public {
        Permit2.etch();
        Order memory order = _order(address(token), AMOUNT);
        token.mint(payer.addr, AMOUNT);
        vm.prank(payer.addr);
        token.approve(Permit2.AT, AMOUNT);
        token.setFee(1);
        bytes memory signature = _permit2(order, 0);
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.WrongDelta.selector, AMOUNT - AMOUNT / 10_000, AMOUNT));
        escrow.createWithPermit2(order, 0, signature);
        assertEq(token.balanceOf(payer.addr), AMOUNT);
    }

    function test_deposit_reverts_whenTokenTakesEverything() public {
        _fund(provider, address(token), 1e6);
        token.setFee(10_000);
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.WrongDelta.selector, 0, 1e6));
        vm.prank(provider);
        escrow.deposit(address(token), 1e6);
    }

    function test_reclaim_succeeds_whenTokenStartsToTakeAFee() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        token.setFee(100);
        _reclaim(order);
        assertEq(token.balanceOf(refundTo), AMOUNT * 99 / 100, "the token's fee, not ours");
        _assertSolvent(address(token), 0);
    }

    function test_withdraw_reverts_whenTokenShrank_andSucceedsWhenItGrowsBack() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        token.rebase(token.ONE() / 2); // 110e6 became 55e6
        vm.prank(provider);
        escrow.withdraw(address(token), 10e6, provider); // first come, first served
        vm.warp(order.parties.reclaimAfter);
        escrow.reclaim(order); // what is there does not suffice
        (uint128 free,) = escrow.accountOf(refundTo, address(token));
        assertEq(free, AMOUNT, "the claim stays on the books");
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.TransferFailed.selector, address(token), refundTo, AMOUNT));
        vm.prank(refundTo);
        escrow.withdraw(address(token), AMOUNT, refundTo);
        token.rebase(token.ONE() * 2);
        vm.prank(refundTo);
        escrow.withdraw(address(token), AMOUNT, refundTo);
        assertEq(token.balanceOf(refundTo), AMOUNT);
    }

    function test_withdraw_succeeds_whenTokenGrew_surplusBelongsToNobody() public {
        token.rebase(token.ONE() * 2);
        vm.prank(provider);
        escrow.withdraw(address(token), 10e6, provider);
        assertEq(token.balanceOf(provider), 10e6);
        assertEq(token.balanceOf(address(escrow)), 10e6);
    }

    function test_withdraw_succeeds_inAnotherTokenWhenOneIsWorthless() public {
        Order memory order = _order(address(other), AMOUNT);
        _create(order);
        token.rebase(1);
        vm.prank(provider);
        escrow.withdraw(address(other), 10e6, provider);
        _reclaim(order);
        assertEq(other.balanceOf(refundTo), AMOUNT);
        _assertSolvent(address(other), 0);
    }
}
