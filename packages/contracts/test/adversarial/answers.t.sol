// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../../src/libraries/SafeTransfer.sol";
import {OddAnswerToken as Odd} from "../mocks/tokens/OddAnswerToken.sol";
import "./AdversarialTest.sol";

/// @notice Whatever a token answers, an order is either funded in full or not created, and never paid twice.
contract AnswersTest is AdversarialTest {
    Odd private token;

    function setUp() public override {
        super.setUp();
        token = new Odd();
        _allow(address(token));
        _deposit(provider, address(token), 10e6);
    }

    function test_create_succeeds_whenTokenAnswersNothing() public {
        _createWith(Odd.Answer.Nothing);
    }

    function test_create_succeeds_whenTokenAnswersTrueAndAMegabyte() public {
        _createWith(Odd.Answer.Long);
    }

    function test_create_reverts_whenTokenAnswersFalse() public {
        _refuses(Odd.Answer.False);
    }

    function test_create_reverts_whenTokenAnswersFalseButMoves() public {
        _refuses(Odd.Answer.FalseButMoves);
    }

    function test_create_reverts_whenTokenAnswersTwo() public {
        _refuses(Odd.Answer.Two);
    }

    function test_create_reverts_whenTokenAnswersOneByte() public {
        _refuses(Odd.Answer.Short);
    }

    function test_create_reverts_whenTokenReverts() public {
        _refuses(Odd.Answer.Revert);
    }

    function test_create_reverts_whenTokenRevertsWithAMegabyte() public {
        _refuses(Odd.Answer.RevertLong);
    }

    function test_reclaim_succeeds_creditsTheAccountWhenTokenReverts() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        token.arm(Odd.Answer.RevertLong, Odd.Answer.True);
        _reclaim(order);
        (uint128 free,) = escrow.accountOf(refundTo, address(token));
        assertEq(free, AMOUNT);
        _assertStatus(order, Status.Refunded);
    }

    function test_withdraw_succeedsOrLeavesTheAccount_whateverTheTokenAnswers() public {
        for (uint8 answer; answer <= uint8(Odd.Answer.RevertLong); ++answer) {
            token.arm(Odd.Answer(answer), Odd.Answer.True);
            vm.prank(provider);
            try escrow.withdraw(address(token), 1e6, provider) {} catch {}
            _assertSolvent(address(token), 0);
        }
        (uint128 free,) = escrow.accountOf(provider, address(token));
        assertEq(free, 10e6 - 3e6, "true, nothing and long are yes");
    }

    function _wealth() private view returns (uint256) {
        (uint128 free,) = escrow.accountOf(refundTo, address(token));
        return token.balanceOf(refundTo) + free;
    }

    function _createWith(Odd.Answer answer) private {
        token.arm(Odd.Answer.True, answer);
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        _assertStatus(order, Status.Open);
        _assertSolvent(address(token), AMOUNT);
    }

    function _refuses(Odd.Answer answer) private {
        token.arm(Odd.Answer.True, answer);
        Order memory order = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        vm.expectRevert(
            abi.encodeWithSelector(SafeTransfer.TransferFailed.selector, address(token), address(escrow), AMOUNT)
        );
        vm.prank(payer.addr);
        escrow.create(order);
        assertEq(token.balanceOf(payer.addr), AMOUNT, "the payer keeps its tokens");
        _assertStatus(order, Status.None);
        _assertSolvent(address(token), 0);
    }

    function test_reclaim_succeedsOnceOrKeepsTheOrder_whateverTheTokenAnswers() public {
        for (uint8 answer; answer <= uint8(Odd.Answer.RevertLong); ++answer) {
            token.arm(Odd.Answer.True, Odd.Answer.True);
            Order memory order = _order(address(token), AMOUNT);
            _create(order);
            uint256 before = _wealth();
            token.arm(Odd.Answer(answer), Odd.Answer.True);
            vm.warp(order.parties.reclaimAfter);
            try escrow.reclaim(order) {}
            catch {
                _assertStatus(order, Status.Open);
                assertEq(_wealth(), before, "nothing was paid");
                _assertSolvent(address(token), AMOUNT);
                token.arm(Odd.Answer.True, Odd.Answer.True);
                escrow.reclaim(order);
            }
            assertEq(_wealth(), before + AMOUNT, "paid exactly once");
            _assertStatus(order, Status.Refunded);
            _assertSolvent(address(token), 0);
        }
    }
}
