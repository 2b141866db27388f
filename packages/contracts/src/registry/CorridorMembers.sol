// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProviderAccounts} from "../interfaces/IProviderAccounts.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {Quorum} from "../libraries/Quorum.sol";

/// @notice Who serves which corridor: one slot per (operator, corridor) that claims read, one list per corridor to count by.
abstract contract CorridorMembers is IProviderRegistry {
    struct Membership {
        uint40 since; // unix seconds
        uint32 position; // in the corridor's list, from 1; 0 = not a member
        uint32 listedIn; // version of the operator's record that lists the corridor
    }

    mapping(address operator => mapping(bytes32 corridor => Membership)) private _memberships;
    mapping(bytes32 corridor => address[]) private _members;

    /// @inheritdoc IProviderRegistry
    function isActive(address operator, bytes32 corridor) public view returns (bool) {
        return _memberships[operator][corridor].position != 0;
    }

    /// @inheritdoc IProviderRegistry
    function memberSince(address operator, bytes32 corridor) external view returns (uint40) {
        return _memberships[operator][corridor].since;
    }

    /// @inheritdoc IProviderRegistry
    function activeCount(bytes32 corridor) external view returns (uint256) {
        return _members[corridor].length;
    }

    /// @inheritdoc IProviderRegistry
    function operatorsOf(bytes32 corridor) external view returns (address[] memory) {
        return _members[corridor];
    }

    /// @inheritdoc IProviderRegistry
    function quorumOf(bytes32 corridor) external view returns (uint256) {
        return Quorum.sizeOf(_members[corridor].length);
    }

    /// @inheritdoc IProviderRegistry
    function stakeWeightOf(address escrow, bytes32 corridor, address[] calldata operators, address token)
        external
        view
        returns (uint256 weight)
    {
        address previous;
        for (uint256 i; i < operators.length; ++i) {
            address operator = operators[i];
            if (operator <= previous) revert NotAscending(previous, operator);
            if (isActive(operator, corridor)) weight += _stakeOf(escrow, operator, token);
            previous = operator;
        }
    }

    /// @inheritdoc IProviderRegistry
    function totalStakeOf(address escrow, bytes32 corridor, address token) external view returns (uint256 total) {
        address[] storage members = _members[corridor];
        uint256 count = members.length;
        for (uint256 i; i < count; ++i) {
            total += _stakeOf(escrow, members[i], token);
        }
    }

    /// @dev Puts the operator into the corridors of its record's `version`; it stays where it was already.
    function _join(address operator, bytes32[] calldata corridors, uint32 version) internal {
        for (uint256 i; i < corridors.length; ++i) {
            Membership storage membership = _memberships[operator][corridors[i]];
            if (membership.listedIn == version) revert DuplicateCorridor(corridors[i]);
            if (membership.position == 0) {
                _members[corridors[i]].push(operator);
                membership.since = uint40(block.timestamp);
                membership.position = uint32(_members[corridors[i]].length);
            }
            membership.listedIn = version;
        }
    }

    /// @dev Takes the operator out of those corridors that its record's `version` does not list.
    function _leave(address operator, bytes32[] memory corridors, uint32 version) internal {
        for (uint256 i; i < corridors.length; ++i) {
            Membership memory membership = _memberships[operator][corridors[i]];
            if (membership.position == 0 || membership.listedIn == version) continue;
            delete _memberships[operator][corridors[i]];
            address[] storage members = _members[corridors[i]];
            address last = members[members.length - 1];
            members.pop();
            if (last == operator) continue;
            members[membership.position - 1] = last;
            _memberships[last][corridors[i]].position = membership.position;
        }
    }

    function _stakeOf(address escrow, address operator, address token) private view returns (uint256 staked) {
        (staked,,) = IProviderAccounts(escrow).stakeOf(operator, token);
    }
}
