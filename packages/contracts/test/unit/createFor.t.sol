// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureProbe} from "../mocks/tokens/SignatureProbe.sol";
import {UsdcToken} from "../mocks/tokens/UsdcToken.sol";
import {Wallet1271} from "../mocks/Wallet1271.sol";
import "../utils/EscrowTest.sol";

/// @notice Creation by a relayer: createFor, createWithPermit, createWithAuthorization and createBatch.
contract CreateForTest is EscrowTest {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    UsdcToken private usdc;

    function _allowedTokens() internal override returns (address[] memory tokens) {
        usdc = new UsdcToken(new SignatureProbe());
        usdc.initialize(address(this));
        tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(token), address(usdc));
    }

    function test_createFor_succeeds_byAnyone() public {
        Order memory order = _order();
        _fund(payer.addr, address(token), AMOUNT);
        vm.prank(stranger);
        bytes32 orderId = escrow.createFor(order, _sign(payer.privateKey, _idOf(order)));
        assertEq(orderId, _idOf(order));
        _assertStatus(orderId, Status.Open);
        assertEq(token.balanceOf(payer.addr), 0);
    }

    function test_createFor_succeeds_withContractAccount() public {
        Wallet1271 wallet = new Wallet1271();
        Order memory order = _order();
        order.parties.payer = address(wallet);
        _fund(address(wallet), address(token), AMOUNT);
        _refuse(order, "x");
        wallet.approveDigest(_idOf(order));
        escrow.createFor(order, "x");
        _assertStatus(_idOf(order), Status.Open);
    }

    function test_createFor_reverts_whenSignatureIsNotThePayers() public {
        Order memory order = _order();
        _fund(payer.addr, address(token), AMOUNT);
        _refuse(order, _sign(attesterKeys[0], _idOf(order)));
        _refuse(order, "");
        _refuse(order, _twin(_sign(payer.privateKey, _idOf(order))));
        _refuse(order, bytes.concat(_sign(payer.privateKey, _idOf(order)), hex"00"));
        bytes memory signature = _sign(payer.privateKey, _idOf(order));
        signature[64] = 0x1d;
        _refuse(order, signature);
    }

    function test_createFor_reverts_whenTermsWereChanged() public {
        Order memory order = _order();
        _fund(payer.addr, address(token), AMOUNT);
        bytes memory signature = _sign(payer.privateKey, _idOf(order));
        order.parties.refundTo = stranger;
        _refuse(order, signature);
    }

    function test_createFor_reverts_whenReplayed() public {
        Order memory order = _order();
        _fund(payer.addr, address(token), 2 * AMOUNT);
        bytes memory signature = _sign(payer.privateKey, _idOf(order));
        escrow.createFor(order, signature);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.OrderExists.selector, _idOf(order)));
        escrow.createFor(order, signature);
    }

    function test_createFor_reverts_whenPayerIsZero() public {
        Order memory order = _order();
        order.parties.payer = address(0);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, _idOf(order), address(0)));
        escrow.createFor(order, new bytes(65));
    }

    function test_createWithPermit_succeeds_byThePayer() public {
        Order memory order = _usdcOrder();
        bytes memory permit = _permit(order);
        vm.prank(payer.addr);
        escrow.createWithPermit(order, block.timestamp, permit, "");
        _assertStatus(_idOf(order), Status.Open);
    }

    function test_createWithPermit_succeeds_byARelayer() public {
        Order memory order = _usdcOrder();
        bytes memory permit = _permit(order);
        vm.prank(stranger);
        escrow.createWithPermit(order, block.timestamp, permit, _sign(payer.privateKey, _idOf(order)));
        _assertStatus(_idOf(order), Status.Open);
    }

    function test_createWithPermit_succeeds_whenThePermitWasUsed() public {
        Order memory order = _usdcOrder();
        bytes memory permit = _permit(order);
        (uint8 v, bytes32 r, bytes32 s) = _split(permit);
        usdc.permit(payer.addr, address(escrow), AMOUNT, block.timestamp, v, r, s);
        vm.prank(payer.addr);
        escrow.createWithPermit(order, block.timestamp, permit, "");
        _assertStatus(_idOf(order), Status.Open);
    }

    function test_createWithPermit_reverts_withoutThePayersConsent() public {
        Order memory order = _usdcOrder();
        bytes memory permit = _permit(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, _idOf(order), payer.addr));
        vm.prank(stranger);
        escrow.createWithPermit(order, block.timestamp, permit, "");
        bytes memory wrong = _sign(attesterKeys[0], _idOf(order));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, _idOf(order), payer.addr));
        vm.prank(payer.addr);
        escrow.createWithPermit(order, block.timestamp, permit, wrong);
    }

    function test_createWithPermit_reverts_whenPermitIsMalformed() public {
        Order memory order = _usdcOrder();
        vm.startPrank(payer.addr);
        _expectPair(IOrderEscrow.LengthMismatch.selector, 64, 65);
        escrow.createWithPermit(order, block.timestamp, new bytes(64), "");
        vm.expectPartialRevert(bytes4(keccak256("TransferFailed(address,address,uint256)")));
        escrow.createWithPermit(order, block.timestamp, new bytes(65), "");
    }

    function test_createWithAuthorization_succeeds_byAnyone() public {
        Order memory order = _usdcOrder();
        bytes memory authorization = _authorize(order);
        vm.prank(stranger);
        assertEq(escrow.createWithAuthorization(order, authorization), _idOf(order));
        _assertStatus(_idOf(order), Status.Open);
        assertTrue(usdc.authorizationState(payer.addr, _idOf(order)));
    }

    function test_createWithAuthorization_succeeds_withContractAccount() public {
        Wallet1271 wallet = new Wallet1271();
        Order memory order = _usdcOrder();
        order.parties.payer = address(wallet);
        usdc.mint(address(wallet), AMOUNT);
        wallet.approveDigest(_authorizationDigest(order));
        escrow.createWithAuthorization(order, "approved");
        _assertStatus(_idOf(order), Status.Open);
    }

    function test_createWithAuthorization_reverts_whenTermsWereChanged() public {
        Order memory order = _usdcOrder();
        bytes memory authorization = _authorize(order);
        order.parties.refundTo = stranger;
        vm.expectRevert("invalid signature");
        escrow.createWithAuthorization(order, authorization);
    }

    function test_createBatch_succeeds_skipsWhatFails() public {
        Order memory order = _usdcOrder();
        bytes[] memory creations = new bytes[](4);
        creations[0] = abi.encodeCall(IOrderEscrow.createWithAuthorization, (order, _authorize(order)));
        creations[1] = creations[0];
        Order memory plain = _order();
        _fund(payer.addr, address(token), AMOUNT);
        creations[2] = abi.encodeCall(IOrderEscrow.create, (plain)); // the payer is not the sender
        creations[3] = abi.encodeCall(IOrderEscrow.createFor, (plain, _sign(payer.privateKey, _idOf(plain))));
        _expectSkipped(_idOf(order), IOrderEscrow.OrderExists.selector);
        _expectSkipped(_idOf(plain), IOrderEscrow.InvalidSender.selector);
        vm.prank(stranger);
        escrow.createBatch(creations);
        _assertStatus(_idOf(order), Status.Open);
        _assertStatus(_idOf(plain), Status.Open);
    }

    /// @dev msg.sender stays the caller: a payer batches its own creations, with permit and without.
    function test_createBatch_succeeds_forThePayerItself() public {
        Order memory order = _usdcOrder();
        bytes[] memory creations = new bytes[](2);
        creations[0] = abi.encodeCall(IOrderEscrow.createWithPermit, (order, block.timestamp, _permit(order), ""));
        creations[1] = abi.encodeCall(IOrderEscrow.create, (_order()));
        _fund(payer.addr, address(token), AMOUNT);
        vm.prank(payer.addr);
        escrow.createBatch(creations);
        _assertStatus(_idOf(order), Status.Open);
        _assertStatus(_idOf(_order()), Status.Open);
    }

    function test_createBatch_reverts_whenACallIsNoCreation() public {
        bytes[] memory creations = new bytes[](1);
        creations[0] = abi.encodeCall(IOrderEscrow.reclaim, (_order()));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotACreation.selector, IOrderEscrow.reclaim.selector));
        escrow.createBatch(creations);
        creations[0] = abi.encodePacked(IOrderEscrow.create.selector, new bytes(671));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotACreation.selector, IOrderEscrow.create.selector));
        escrow.createBatch(creations);
        creations[0] = "";
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotACreation.selector, bytes4(0)));
        escrow.createBatch(creations);
    }

    function test_createBatch_succeeds_whenEmpty() public {
        vm.recordLogs();
        escrow.createBatch(new bytes[](0));
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function _usdcOrder() private returns (Order memory order) {
        order = _order();
        order.settlement.token = address(usdc);
        usdc.mint(payer.addr, AMOUNT);
    }

    function _permit(Order memory order) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(PERMIT, payer.addr, escrow, order.settlement.amount, usdc.nonces(payer.addr), block.timestamp)
        );
        return _sign(payer.privateKey, _digest(usdc.DOMAIN_SEPARATOR(), structHash));
    }

    function _authorize(Order memory order) private view returns (bytes memory) {
        return _sign(payer.privateKey, _authorizationDigest(order));
    }

    function _authorizationDigest(Order memory order) private view returns (bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(
                RECEIVE,
                order.parties.payer,
                escrow,
                uint256(order.settlement.amount),
                uint256(0),
                uint256(order.routing.claimBy),
                _idOf(order)
            )
        );
        return _digest(usdc.DOMAIN_SEPARATOR(), structHash);
    }

    function _split(bytes memory signature) private pure returns (uint8 v, bytes32 r, bytes32 s) {
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
        }
        v = uint8(signature[64]);
    }

    function _refuse(Order memory order, bytes memory signature) private {
        vm.expectRevert(
            abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, _idOf(order), order.parties.payer)
        );
        vm.prank(stranger);
        escrow.createFor(order, signature);
    }
}
