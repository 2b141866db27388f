// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureProbe} from "../mocks/tokens/SignatureProbe.sol";
import {UsdcProxy} from "../mocks/tokens/UsdcProxy.sol";
import {UsdcToken} from "../mocks/tokens/UsdcToken.sol";
import {SafeTransfer} from "../../src/libraries/SafeTransfer.sol";
import "./Permit2Test.sol";

/// @notice Relayed funding against the real Permit2 and a USDC-like token: what a relayer or a front-runner can do to the payer.
contract FundingTest is Permit2Test {
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    UsdcToken private token;
    address private relayer = makeAddr("relayer");

    function setUp() public override {
        super.setUp();
        Permit2.etch();
        UsdcToken code = new UsdcToken(new SignatureProbe());
        vm.prank(makeAddr("admin"));
        token = UsdcToken(address(new UsdcProxy(address(code), abi.encodeCall(code.initialize, (relayer)))));
        _allow(address(token));
        token.mint(payer.addr, 10 * AMOUNT);
        vm.prank(payer.addr);
        token.approve(Permit2.AT, type(uint256).max);
    }

    function test_createWithAuthorization_succeeds_fromARelayer() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes memory signature = _authorize(order);
        vm.prank(relayer);
        escrow.createWithAuthorization(order, signature);
        _assertStatus(order, Status.Open);
        assertTrue(token.authorizationState(payer.addr, escrow.hashOrder(order)));
    }

    /// @dev Older versions of the token know v, r, s only.
    function test_createWithAuthorization_succeeds_whenTheTokenTakesNoBytes() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes4 newer =
            bytes4(keccak256("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"));
        vm.mockCallRevert(address(token), abi.encodeWithSelector(newer), "");
        escrow.createWithAuthorization(order, _authorize(order));
        _assertStatus(order, Status.Open);
    }

    function test_createWithAuthorization_reverts_whenTermsWereChanged() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes memory signature = _authorize(order);
        order.parties.refundTo = relayer;
        vm.expectRevert("invalid signature");
        vm.prank(relayer);
        escrow.createWithAuthorization(order, signature);
    }

    function test_createWithAuthorization_reverts_whenPayerCanceled() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes memory signature = _authorize(order);
        bytes32 typeHash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        bytes32 structHash = keccak256(abi.encode(typeHash, payer.addr, escrow.hashOrder(order)));
        bytes memory cancel = _sign(payer.privateKey, _digest(token.DOMAIN_SEPARATOR(), structHash));
        token.cancelAuthorization(payer.addr, escrow.hashOrder(order), cancel);
        vm.expectRevert("authorization used");
        vm.prank(relayer);
        escrow.createWithAuthorization(order, signature);
        assertEq(token.balanceOf(payer.addr), 10 * AMOUNT);
    }

    function test_receiveWithAuthorization_reverts_whenSomebodyRunsAheadOfTheEscrow() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes memory signature = _authorize(order);
        bytes32 nonce = escrow.hashOrder(order);
        vm.expectRevert("caller is not the payee");
        vm.prank(relayer);
        token.receiveWithAuthorization(payer.addr, address(escrow), AMOUNT, 0, order.routing.claimBy, nonce, signature);
        vm.expectRevert("invalid signature");
        vm.prank(relayer);
        token.transferWithAuthorization(payer.addr, address(escrow), AMOUNT, 0, order.routing.claimBy, nonce, signature);
    }

    function test_createWithPermit_succeeds_whenSomebodyUsedThePermit() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, payer.addr, address(escrow), AMOUNT, 0, type(uint256).max));
        bytes memory permit = _sign(payer.privateKey, _digest(token.DOMAIN_SEPARATOR(), structHash));
        token.permit(payer.addr, address(escrow), AMOUNT, type(uint256).max, permit);
        bytes memory signature = _sign(payer.privateKey, escrow.hashOrder(order));
        vm.prank(relayer);
        escrow.createWithPermit(order, type(uint256).max, permit, signature);
        _assertStatus(order, Status.Open);
    }

    function test_createWithPermit2_succeeds_fromARelayer() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes memory signature = _permit2(order, 0);
        vm.prank(relayer);
        escrow.createWithPermit2(order, 0, signature);
        _assertStatus(order, Status.Open);
        _assertSolvent(address(token), AMOUNT);
    }

    function test_createWithPermit2_reverts_whenTermsWereChanged() public {
        Order memory order = _order(address(token), AMOUNT);
        bytes memory signature = _permit2(order, 0);
        order.parties.refundTo = relayer;
        vm.expectRevert(bytes4(keccak256("InvalidSigner()")));
        vm.prank(relayer);
        escrow.createWithPermit2(order, 0, signature);
    }

    function test_createWithPermit2_reverts_whenNonceWasUsed() public {
        Order memory order = _order(address(token), AMOUNT);
        escrow.createWithPermit2(order, 7, _permit2(order, 7));
        Order memory next = _order(address(token), AMOUNT);
        bytes memory signature = _permit2(next, 7);
        vm.expectRevert(bytes4(keccak256("InvalidNonce()")));
        escrow.createWithPermit2(next, 7, signature);
        assertEq(token.balanceOf(payer.addr), 9 * AMOUNT);
    }

    function test_createBatch_succeeds_skippingWhatFails() public {
        Order memory good = _order(address(token), AMOUNT);
        Order memory bad = _order(address(token), AMOUNT);
        bytes[] memory creations = new bytes[](2);
        creations[0] = abi.encodeCall(escrow.createWithPermit2, (bad, 0, _permit2(good, 0)));
        creations[1] = abi.encodeCall(escrow.createWithPermit2, (good, 0, _permit2(good, 0)));
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSkipped(escrow.hashOrder(bad), bytes4(keccak256("InvalidSigner()")));
        vm.prank(relayer);
        escrow.createBatch(creations);
        _assertStatus(bad, Status.None);
        _assertStatus(good, Status.Open);
        _assertSolvent(address(token), AMOUNT);
    }

    function _authorize(Order memory order) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                RECEIVE,
                payer.addr,
                address(escrow),
                order.settlement.amount,
                0,
                order.routing.claimBy,
                escrow.hashOrder(order)
            )
        );
        return _sign(payer.privateKey, _digest(token.DOMAIN_SEPARATOR(), structHash));
    }
}
